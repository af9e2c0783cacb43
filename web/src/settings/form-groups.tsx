import { Radio, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Resources } from '../i18n/resources';
import type { SettingsValues } from './form-values';
import c from './settings.module.css';

export type SettingsFormApi = UseFormReturnType<SettingsValues>;
type Props = { form: SettingsFormApi };

export const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <fieldset className={c.group}>
    <legend>{title}</legend>
    {children}
  </fieldset>
);

type Hinted = keyof Resources['staff']['settings']['hints'];

/** Name and hint of a field. */
const useField = () => {
  const { t } = useTranslation('staff');
  return (name: Hinted) => ({
    label: t(`settings.fields.${name}`),
    description: t(`settings.hints.${name}`),
  });
};

type ChoiceProps = {
  form: SettingsFormApi;
  name: 'vitaleCard' | 'patientsMayCancel' | 'windowDays' | 'bookingMode' | 'reasonMode';
  label: string;
  description?: string;
  options: { value: string; label: string; description?: string }[];
};

export const Choice = ({ form, name, label, description, options }: ChoiceProps) => (
  <Radio.Group label={label} description={description} {...form.getInputProps(name)}>
    <div className={c.choices}>
      {options.map((option) => (
        <Radio
          key={option.value}
          size="md"
          className={c.choice}
          value={option.value}
          label={option.label}
          description={option.description}
        />
      ))}
    </div>
  </Radio.Group>
);

export const useYesNo = () => {
  const { t } = useTranslation('common');
  return [
    { value: 'yes', label: t('yes') },
    { value: 'no', label: t('no') },
  ];
};

export const PracticeGroup = ({ form }: Props) => {
  const { t } = useTranslation('staff');
  const field = useField();
  const yesNo = useYesNo();
  return (
    <Group title={t('settings.groups.practice')}>
      <Textarea {...field('specialities')} rows={4} maxLength={4000} required {...form.getInputProps('specialities')} />
      <Textarea {...field('paymentMeans')} rows={3} {...form.getInputProps('paymentMeans')} />
      <TextInput {...field('conventionType')} maxLength={200} {...form.getInputProps('conventionType')} />
      <Choice form={form} name="vitaleCard" label={t('settings.fields.vitaleCard')} options={yesNo} />
    </Group>
  );
};

export const PlaceGroup = ({ form, zoneFixed, timeZone }: Props & { zoneFixed: boolean; timeZone: string }) => {
  const { t } = useTranslation('staff');
  const field = useField();
  return (
    <Group title={t('settings.groups.place')}>
      <TextInput {...field('street')} maxLength={200} autoComplete="street-address" {...form.getInputProps('street')} />
      <div className={c.pair}>
        <TextInput
          label={t('settings.fields.postalCode')}
          inputMode="numeric"
          autoComplete="postal-code"
          maxLength={10}
          required
          {...form.getInputProps('postalCode')}
        />
        <TextInput
          label={t('settings.fields.city')}
          autoComplete="address-level2"
          maxLength={100}
          required
          {...form.getInputProps('city')}
        />
      </div>
      <p className={c.quiet}>{zoneFixed ? t('settings.zoneFixed', { zone: timeZone }) : t('settings.zoneFollows')}</p>
      <Textarea {...field('transport')} rows={3} maxLength={4000} {...form.getInputProps('transport')} />
      <Textarea {...field('access')} rows={3} maxLength={4000} {...form.getInputProps('access')} />
      <TextInput
        {...field('secretariatPhone')}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        maxLength={40}
        classNames={{ wrapper: c.short }}
        {...form.getInputProps('secretariatPhone')}
      />
    </Group>
  );
};

export const BookingGroup = ({ form }: Props) => {
  const { t } = useTranslation('staff');
  const field = useField();
  const yesNo = useYesNo();
  const cancels = form.getValues().patientsMayCancel === 'yes';
  return (
    <Group title={t('settings.groups.visits')}>
      <Textarea {...field('visitKinds')} rows={4} maxLength={4000} {...form.getInputProps('visitKinds')} />
      <Choice
        form={form}
        name="bookingMode"
        label={t('settings.fields.bookingMode')}
        description={t('settings.hints.bookingMode')}
        options={[
          { value: 'A', label: t('settings.bookingMode.A'), description: t('settings.bookingModeHint.A') },
          { value: 'L', label: t('settings.bookingMode.L'), description: t('settings.bookingModeHint.L') },
        ]}
      />
      <Choice
        form={form}
        name="reasonMode"
        label={t('settings.fields.reasonMode')}
        options={[
          { value: 'L', label: t('settings.reasonMode.L'), description: t('settings.reasonModeHint.L') },
          { value: 'T', label: t('settings.reasonMode.T'), description: t('settings.reasonModeHint.T') },
        ]}
      />
      <Choice form={form} name="patientsMayCancel" label={t('settings.fields.patientsMayCancel')} options={yesNo} />
      {cancels && (
        <TextInput
          label={t('settings.fields.cancelCutoffHours')}
          description={t('settings.hints.cancelCutoffHours')}
          inputMode="numeric"
          maxLength={4}
          classNames={{ wrapper: c.short }}
          {...form.getInputProps('cancelCutoffHours')}
        />
      )}
    </Group>
  );
};

export const TeleGroup = ({ form }: Props) => {
  const { t } = useTranslation('staff');
  const field = useField();
  return (
    <Group title={t('settings.groups.tele')}>
      <TextInput
        {...field('teleconsultationPrice')}
        inputMode="decimal"
        maxLength={9}
        classNames={{ wrapper: c.short }}
        {...form.getInputProps('teleconsultationPrice')}
      />
      <Textarea {...field('bankDetails')} rows={3} maxLength={4000} {...form.getInputProps('bankDetails')} />
    </Group>
  );
};
