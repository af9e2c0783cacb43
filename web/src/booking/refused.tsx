import { Button } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ProblemError } from '../api/problem';
import { Notice } from '../components/notice';
import { useLanguage } from '../i18n/use-language';
import { type InstantText, momentText } from '../time/format';
import c from './booking-form.module.css';
import { dialled } from './reserved-word';

const gone = new Set(['slot_taken', 'slot_blocked', 'slot_off_grid', 'slot_past', 'slot_beyond_window']);

/** Is the refusal about the slot itself, so that another one would do? */
export const slotIsGone = (problem: ProblemError): boolean => gone.has(problem.code);

type Props = {
  problem: ProblemError;
  timeZone: string;
  onPick: (startsAt: InstantText) => void;
  onChoose: () => void;
};

/** Why a booking was refused, and what can be done now. */
export const Refused = ({ problem, timeZone, onPick, onChoose }: Props) => {
  const { t } = useTranslation('booking');
  const language = useLanguage();
  if (slotIsGone(problem)) {
    const some = problem.nearest.length > 0;
    const taken = problem.code === 'slot_taken';
    const words = taken
      ? some
        ? t('refused.taken')
        : t('refused.takenAlone')
      : some
        ? t('refused.gone')
        : t('refused.goneAlone');
    return (
      <Notice tone="warning" title={words} focus live>
        {some && <p>{t('refused.kept')}</p>}
        <div className={c.nearest}>
          {problem.nearest.map((start) => (
            <Button key={start} data-starts-at={start} onClick={() => onPick(start)}>
              {momentText(start, timeZone, language)}
            </Button>
          ))}
          <Button variant="default" onClick={onChoose}>
            {t('refused.all')}
          </Button>
        </div>
      </Notice>
    );
  }
  if (problem.transient || problem.code === 'in_progress') {
    return <Notice tone="warning" title={problem.transient ? t('refused.again') : t('refused.busy')} focus live />;
  }
  return (
    <Notice tone="danger" title={problem.message} focus live>
      {problem.detail && <p>{problem.detail}</p>}
      {problem.phone && (
        <a className={c.call} href={dialled(problem.phone)}>
          <IconPhone size={20} aria-hidden="true" />
          {t('refused.call', { phone: problem.phone })}
        </a>
      )}
    </Notice>
  );
};
