import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { Failed } from '../components/loaded';
import c from './undo.module.css';

const undoMs = 10_000;

type Removed = { id: number; text: string };

/** What was just removed, each for ten seconds of its own. */
export const useUndo = () => {
  const [removed, setRemoved] = useState<Removed[]>([]);
  const end = useCallback((id: number) => setRemoved((all) => all.filter((one) => one.id !== id)), []);
  return {
    removed,
    end,
    offer: (text: string) =>
      setRemoved((all) => [...all.filter((one) => one.text !== text), { id: (all.at(-1)?.id ?? 0) + 1, text }]),
  };
};

type Words = {
  words: (text: string) => string;
  action: string;
  /** The action with its object, which tells one bar from another when it is heard. */
  name: (text: string) => string;
  /** Puts it back; done when the page shows it again. */
  restore: (text: string) => Promise<unknown>;
};

/** Says what was removed, one bar for each, and takes it back while there is time. */
export const UndoBars = ({ undo, ...words }: Words & { undo: ReturnType<typeof useUndo> }) => (
  <div role="status" aria-atomic="false" className={c.bars}>
    {undo.removed.map((one) => (
      <Bar key={one.id} removed={one} end={undo.end} {...words} />
    ))}
  </div>
);

type BarProps = Words & { removed: Removed; end: (id: number) => void };

const Bar = ({ removed: { id, text }, end, words, action, name, restore }: BarProps) => {
  const restoring = useMutation({ mutationFn: () => restore(text), onSuccess: () => end(id) });
  const { isPending } = restoring;
  const [held, setHeld] = useState(false);
  const still = isPending || held;
  // The time stands still while somebody is at its button or the answer is out, and starts anew after that.
  useEffect(() => {
    if (still) return;
    const timer = setTimeout(() => end(id), undoMs);
    return () => clearTimeout(timer);
  }, [still, end, id]);
  const hold = () => setHeld(true);
  const letGo = () => setHeld(false);
  return (
    <>
      <div className={c.bar}>
        <span className={c.words}>{words(text)}</span>
        <Button
          variant="default"
          aria-label={name(text)}
          loading={isPending}
          onClick={() => restoring.mutate()}
          onPointerEnter={hold}
          onPointerLeave={letGo}
          onFocus={hold}
          onBlur={letGo}
        >
          {action}
        </Button>
      </div>
      {restoring.error && <Failed error={restoring.error} />}
    </>
  );
};
