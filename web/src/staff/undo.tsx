import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import c from './undo.module.css';

const undoMs = 10_000;

/** What was just removed, for ten seconds. */
export const useUndo = <T,>() => {
  const [item, setItem] = useState<{ value: T; at: number }>();
  useEffect(() => {
    if (!item) return;
    const timer = setTimeout(() => setItem(undefined), undoMs);
    return () => clearTimeout(timer);
  }, [item]);
  return {
    value: item?.value,
    offer: (value: T) => setItem({ value, at: Date.now() }),
    clear: () => setItem(undefined),
  };
};

type Props<T> = {
  undo: ReturnType<typeof useUndo<T>>;
  words: (value: T) => string;
  action: string;
  onUndo: (value: T) => void;
};

/** Says what was removed, and takes it back while there is time. */
export const UndoBar = <T,>({ undo, words, action, onUndo }: Props<T>) => {
  const { value } = undo;
  return (
    <div role="status">
      {value !== undefined && (
        <div className={c.bar}>
          <span className={c.words}>{words(value)}</span>
          <Button
            variant="default"
            onClick={() => {
              undo.clear();
              onUndo(value);
            }}
          >
            {action}
          </Button>
        </div>
      )}
    </div>
  );
};
