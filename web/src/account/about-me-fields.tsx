import { TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { AboutMe } from './about-me';
import c from './about-me.module.css';

type Props = { form: UseFormReturnType<AboutMe>; today: string };

/** Birth date, postal code, city: the browser's own date field, so that the phone's wheel and the keyboard both serve. */
export const AboutMeFields = ({ form, today }: Props) => {
  const { t } = useTranslation(['patient', 'common']);
  const optional = (name: string) => `${name} (${t('common:optional')})`;
  return (
    <div className={c.fields}>
      <TextInput
        type="date"
        label={optional(t('consents.birthDate'))}
        autoComplete="bday"
        min="1900-01-01"
        max={today}
        {...form.getInputProps('birthDate')}
      />
      <TextInput
        label={optional(t('consents.postalCode'))}
        autoComplete="postal-code"
        inputMode="numeric"
        maxLength={10}
        {...form.getInputProps('postalCode')}
      />
      <TextInput
        label={optional(t('consents.city'))}
        autoComplete="address-level2"
        maxLength={100}
        {...form.getInputProps('city')}
      />
    </div>
  );
};
