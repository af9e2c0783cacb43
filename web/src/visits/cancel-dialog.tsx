import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { cancelAppointment, type MyAppointment } from '../api/appointments';
import { ProblemError } from '../api/problem';
import { Dialog } from '../components/dialog';
import { Notice } from '../components/notice';
import { say } from '../components/toasts';
import { useLanguage } from '../i18n/use-language';
import { momentText } from '../time/format';
import c from './visits.module.css';

/** Asks before a visit is cancelled, and names it: a freed slot may be gone the second after. */
export const CancelDialog = ({ visit, onClose }: { visit: MyAppointment | undefined; onClose: () => void }) => {
  const { t } = useTranslation(['patient', 'common']);
  const language = useLanguage();
  const queries = useQueryClient();
  const moment = visit ? momentText(visit.startsAt, visit.timeZone, language) : '';
  const name = visit?.office ? `${visit.office.firstName} ${visit.office.lastName}` : '';

  const cancelling = useMutation({
    mutationFn: ({ appointmentId, version }: MyAppointment) => cancelAppointment(appointmentId, version),
    onSuccess: async () => {
      say(t('visits.cancelledDone', { moment }));
      close();
      await queries.invalidateQueries({ queryKey: ['my-appointments'] });
      document.getElementById('coming')?.focus();
    },
    onError: () => void queries.invalidateQueries({ queryKey: ['my-appointments'] }),
  });

  const close = () => {
    cancelling.reset();
    onClose();
  };

  const problem = cancelling.error instanceof ProblemError ? cancelling.error : undefined;
  return (
    <Dialog open={visit !== undefined} onClose={close} title={t('visits.cancelTitle')} busy={cancelling.isPending}>
      {visit && (
        <div className={c.dialog}>
          <p>{t('visits.cancelText', { moment, name })}</p>
          {problem && (
            <Notice tone="danger" title={problemTitle(problem, t('visits.stale'), t('common:states.again'))} live>
              {!problem.transient && problem.code !== 'stale_version' && problem.detail && <p>{problem.detail}</p>}
            </Notice>
          )}
          <div className={c.actions}>
            <Button color="red" loading={cancelling.isPending} onClick={() => cancelling.mutate(visit)}>
              {t('visits.cancelConfirm')}
            </Button>
            <Button variant="default" disabled={cancelling.isPending} onClick={close}>
              {t('visits.keep')}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
};

const problemTitle = (problem: ProblemError, stale: string, again: string): string => {
  if (problem.code === 'stale_version') return stale;
  return problem.transient ? again : problem.message;
};
