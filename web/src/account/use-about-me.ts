import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import { ProblemError } from '../api/problem';
import { focusFirstFault } from '../components/focus-fault';
import { dayOf } from '../time/format';
import { now } from '../time/server-time';
import { type AboutMe, aboutMeRules } from './about-me';

/** The form of what a person adds about herself, checked when a field is left. */
export const useAboutMe = (consents: Schema['Consents'] | null) => {
  const { t } = useTranslation('patient');
  const today = dayOf(now(), 'Europe/Paris');
  const form = useForm<AboutMe>({
    initialValues: {
      birthDate: consents?.birthDate ?? '',
      postalCode: consents?.postalCode ?? '',
      city: consents?.city ?? '',
    },
    validateInputOnBlur: true,
    validate: {
      birthDate: (value) => {
        const fault = aboutMeRules.birthDate(value, today);
        return fault && t(`consents.${fault}`);
      },
      postalCode: (value) => {
        const fault = aboutMeRules.postalCode(value);
        return fault && t(`consents.${fault}`);
      },
    },
  });
  /** Puts what was refused at its fields. */
  const showFaults = (error: Error): void => {
    if (!(error instanceof ProblemError)) return;
    for (const fault of error.faults) form.setFieldError(fault.field, fault.message);
    focusFirstFault();
  };
  return { form, today, showFaults };
};
