import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schema } from '../api/client';
import { ProblemError } from '../api/problem';
import { daysQuery, generatePlanning, type MyOffice, type Settings, scheduleQuery, settingsQuery } from '../api/staff';
import { Dialog } from '../components/dialog';
import { Failed, Loaded } from '../components/loaded';
import { Notice } from '../components/notice';
import { Page } from '../components/page';
import { useLanguage } from '../i18n/use-language';
import { OfficeScope } from '../staff/office-scope';
import c from '../staff/staff.module.css';
import { WeekCheck } from '../staff/week-check-table';
import { addDays, dayOf, dayText, mondayOf } from '../time/format';
import { now } from '../time/server-time';

export const Component = () => {
  const { t } = useTranslation('staff');
  return (
    <Page title={t('generation.title')} lead={t('generation.lead')}>
      <OfficeScope ownerOnly>{(office) => <Generation key={office.officeId} office={office} />}</OfficeScope>
    </Page>
  );
};

const Generation = ({ office }: { office: MyOffice }) => {
  const settings = useQuery(settingsQuery(office.officeId));
  const schedule = useQuery(scheduleQuery(office.officeId));
  return (
    <Loaded query={settings}>
      {(all) => <Loaded query={schedule}>{(now) => <Ask settings={all} schedule={now} />}</Loaded>}
    </Loaded>
  );
};

const Ask = ({ settings, schedule }: { settings: Settings; schedule: Schema['Schedule'] }) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const queries = useQueryClient();
  const { officeId } = settings;
  const [asking, setAsking] = useState(false);
  const generating = useMutation({
    mutationFn: () => generatePlanning(officeId),
    onSuccess: (generated) => queries.setQueryData(scheduleQuery(officeId).queryKey, generated),
    onSettled: () => {
      setAsking(false);
      void queries.invalidateQueries({ queryKey: ['schedule', officeId] });
    },
  });
  const problem = generating.error instanceof ProblemError ? generating.error : undefined;

  const lastDay = dayText(addDays(dayOf(now(), settings.timeZone), settings.windowDays), language);

  if (settings.version === 0) {
    return (
      <Notice tone="info" title={t('generation.configure')}>
        <Button component={Link} to="/parametrage/modifier">
          {t('generation.check')}
        </Button>
      </Notice>
    );
  }

  if (schedule.generated) {
    const through = schedule.generatedThrough ? dayText(schedule.generatedThrough, language) : '';
    return (
      <>
        {generating.data ? (
          <Notice tone="success" title={t('generation.done')} focus live>
            <p>
              {t('generation.doneText', {
                count: generating.data.days - 1,
                slots: generating.data.slots,
                day: through,
              })}
            </p>
          </Notice>
        ) : (
          <Notice
            tone={problem ? 'warning' : 'info'}
            title={problem ? t('generation.alreadyNow') : t('generation.already')}
            live
          >
            <p>{t('generation.alreadyText', { day: through })}</p>
          </Notice>
        )}
        <Check officeId={officeId} timeZone={schedule.timeZone ?? settings.timeZone} />
        <div>
          <Button component={Link} to="/planning">
            {t('generation.planning')}
          </Button>
        </div>
      </>
    );
  }

  return (
    <>
      <p>{t('generation.once')}</p>
      {problem && <Failed error={problem} />}
      <div className={c.actions}>
        <Button size="md" onClick={() => setAsking(true)}>
          {t('generation.start')}
        </Button>
        <Button component={Link} to="/parametrage" size="md" variant="default">
          {t('generation.check')}
        </Button>
      </div>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t('generation.confirmTitle')}
        busy={generating.isPending}
      >
        <div className={c.section}>
          <p>
            {t('generation.confirmText', { count: settings.windowDays, minutes: settings.visitMinutes, day: lastDay })}
          </p>
          {generating.isPending && <p role="status">{t('generation.working')}</p>}
          <div className={c.actions}>
            <Button loading={generating.isPending} onClick={() => generating.mutate()}>
              {t('generation.confirm')}
            </Button>
            <Button variant="default" disabled={generating.isPending} onClick={() => setAsking(false)}>
              {t('generation.keep')}
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  );
};

/** The next whole week, by weekday: enough to see whether the planning is right. */
const Check = ({ officeId, timeZone }: { officeId: string; timeZone: string }) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const monday = addDays(mondayOf(dayOf(now(), timeZone)), 7);
  const days = useQuery(daysQuery(officeId, monday, addDays(monday, 6)));
  return (
    <section className={c.section} aria-labelledby="check">
      <h2 id="check" className={c.heading}>
        {t('generation.result')}
      </h2>
      <p>{t('generation.resultText', { day: dayText(monday, language) })}</p>
      <Loaded query={days}>{(week) => <WeekCheck days={week.days} timeZone={week.timeZone} />}</Loaded>
    </section>
  );
};
