import { useTranslation } from 'react-i18next';
import type { Language } from './i18n';

/** The language the page is shown in, for the functions that format days and times. */
export const useLanguage = (): Language => {
  const { i18n } = useTranslation();
  return i18n.resolvedLanguage === 'en' ? 'en' : 'fr';
};
