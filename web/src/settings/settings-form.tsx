import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import type { Schema } from '../api/client';
import { ProblemError } from '../api/problem';
import { type Settings, saveSettings, settingsQuery } from '../api/staff';
import { focusFirstFault } from '../components/focus-fault';
import { keepFocus } from '../components/keep-focus';
import { Notice } from '../components/notice';
import { useLanguage } from '../i18n/use-language';
import { addDays, dayText } from '../time/format';
import { BookingGroup, PlaceGroup, PracticeGroup, TeleGroup } from './form-groups';
import { documentOf, formField, type SettingsValues, settingsFaults, valuesOf } from './form-values';
import { HoursGroup } from './hours-group';
import c from './settings.module.css';

type Props = { settings: Settings; schedule: Schema['Schedule'] | undefined };

export const SettingsForm = ({ settings, schedule }: Props) => {
  const { t } = useTranslation(['staff', 'common']);
  const language = useLanguage();
  const navigate = useNavigate();
  const { pathname: here } = useLocation();
  const queries = useQueryClient();
  const { officeId } = settings;
  const form = useForm<SettingsValues>({
    initialValues: valuesOf(settings),
    validateInputOnBlur: true,
    validate: (values) =>
      Object.fromEntries(
        Object.entries(settingsFaults(values)).map(([field, fault]) => [field, t(`settings.faults.${fault}`)]),
      ),
  });

  const saving = useMutation({
    mutationFn: () => saveSettings(officeId, documentOf(form.getValues(), settings.version)),
    onSuccess: async (saved) => {
      queries.setQueryData(settingsQuery(officeId).queryKey, saved);
      await queries.invalidateQueries({ queryKey: ['settings', officeId] });
      void queries.invalidateQueries({ queryKey: ['my-offices'] });
      void queries.invalidateQueries({ queryKey: ['office', officeId] });
      // Whoever went on to another page meanwhile stays there.
      if (location.pathname === here)
        navigate('/parametrage', { state: { saved: true, effectiveFrom: saved.effectiveFrom } });
    },
    onError: (error) => {
      if (!(error instanceof ProblemError) || error.faults.length === 0) return;
      form.setErrors(Object.fromEntries(error.faults.map((fault) => [formField(fault.field), fault.message])));
      focusFirstFault();
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.validate().hasErrors) focusFirstFault();
    else saving.mutate();
  };

  const problem = saving.error instanceof ProblemError ? saving.error : undefined;
  const count = Object.keys(form.errors).length;
  const holdsFrom =
    schedule?.generated && schedule.generatedThrough ? addDays(schedule.generatedThrough, 1) : undefined;
  return (
    <form onSubmit={submit} noValidate className={c.form}>
      {/* What is changed while it is being saved would be neither saved nor kept. */}
      <fieldset disabled={saving.isPending} className={c.groups}>
        <PracticeGroup form={form} />
        <PlaceGroup form={form} zoneFixed={schedule?.generated === true} timeZone={settings.timeZone} />
        <BookingGroup form={form} />
        <HoursGroup form={form} holdsFrom={holdsFrom && dayText(holdsFrom, language)} />
        <TeleGroup form={form} />
      </fieldset>
      {problem?.code === 'stale_version' ? (
        <Notice tone="warning" title={t('settings.stale')} focus live>
          <p>{t('settings.staleText')}</p>
          <div className={c.choices}>
            <Button
              onClick={() => {
                saving.reset();
                void queries.invalidateQueries({ queryKey: settingsQuery(officeId).queryKey });
              }}
            >
              {t('settings.staleReload')}
            </Button>
            <Button component="a" href="/parametrage" target="_blank" rel="noopener" variant="default">
              {t('settings.staleCompare')}
            </Button>
          </div>
        </Notice>
      ) : (
        problem && (
          <Notice tone="danger" title={problem.transient ? t('common:states.again') : problem.message} live>
            {!problem.transient && problem.detail && <p>{problem.detail}</p>}
          </Notice>
        )
      )}
      <div className={c.bar}>
        <Button type="submit" {...keepFocus} size="md" loading={saving.isPending}>
          {t('settings.save')}
        </Button>
        <Button component={Link} to="/parametrage" size="md" variant="default">
          {t('settings.leave')}
        </Button>
        {count > 0 && (
          <p role="status" className={c.barFault}>
            {t('common:form.summary', { count })}
          </p>
        )}
      </div>
    </form>
  );
};
