import { Button, TextInput } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../components/notice';
import { say } from '../components/toasts';
import { useLanguage } from '../i18n/use-language';
import { weekdayText } from '../time/format';
import { Choice, Group, type SettingsFormApi } from './form-groups';
import { slotsIn } from './hours';
import c from './settings.module.css';

type Props = { form: SettingsFormApi; holdsFrom: string | undefined };

/** How long the planning is, how long a visit is, and the weekly table, strictly hh:mm. */
export const HoursGroup = ({ form, holdsFrom }: Props) => {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const { weeklyHours, visitMinutes } = form.getValues();

  const copyMonday = () => {
    const monday = weeklyHours[0];
    if (!monday) return;
    for (const index of [1, 2, 3, 4]) {
      form.setFieldValue(`weeklyHours.${index}`, {
        morning: { ...monday.morning },
        afternoon: { ...monday.afternoon },
      });
    }
    form.validate();
    say(t('settings.week.copied'));
  };

  return (
    <Group title={t('settings.groups.planning')}>
      {holdsFrom && (
        <Notice tone="info">
          <p>{t('settings.holdsFrom', { day: holdsFrom })}</p>
        </Notice>
      )}
      <Choice
        form={form}
        name="windowDays"
        label={t('settings.fields.windowDays')}
        options={[
          { value: '90', label: t('settings.days', { count: 90 }) },
          { value: '180', label: t('settings.days180') },
        ]}
      />
      <TextInput
        label={t('settings.fields.visitMinutes')}
        description={t('settings.hints.visitMinutes')}
        inputMode="numeric"
        maxLength={3}
        required
        classNames={{ wrapper: c.short }}
        {...form.getInputProps('visitMinutes')}
      />
      <div>
        <p className="mantine-InputWrapper-label" id="week-label">
          {t('settings.fields.weeklyHours')}
        </p>
        <p className="mantine-InputWrapper-description">{t('settings.hints.weeklyHours')}</p>
      </div>
      <Button
        variant="default"
        className={c.copy}
        leftSection={<IconCopy size={20} stroke={1.75} aria-hidden="true" />}
        onClick={copyMonday}
      >
        {t('settings.week.copy')}
      </Button>
      <div className={c.days}>
        {weeklyHours.map((day, index) => {
          const name = weekdayText(index + 1, language);
          return (
            <fieldset key={name} className={c.dayRow}>
              <legend>{name}</legend>
              {(['morning', 'afternoon'] as const).map((half) => {
                const slots = slotsIn(day[half], Number(visitMinutes));
                return (
                  <div key={half} className={c.half}>
                    <p className={c.halfName}>
                      {t(`settings.week.${half}`)}
                      {slots > 0 && ` · ${t('settings.week.slots', { count: slots })}`}
                    </p>
                    {(['start', 'end'] as const).map((bound) => (
                      <TextInput
                        key={bound}
                        label={t(`settings.week.${bound}`)}
                        aria-label={t(`settings.week.${bound}Named`, { day: name, half: t(`settings.week.${half}`) })}
                        placeholder="hh:mm"
                        inputMode="numeric"
                        autoComplete="off"
                        maxLength={8}
                        {...form.getInputProps(`weeklyHours.${index}.${half}.${bound}`)}
                      />
                    ))}
                  </div>
                );
              })}
            </fieldset>
          );
        })}
      </div>
    </Group>
  );
};
