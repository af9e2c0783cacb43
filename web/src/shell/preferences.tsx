import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { changeLanguage } from '../i18n/i18n';
import { useLanguage } from '../i18n/use-language';
import c from './map.module.css';

/** Language, and light or dark: kept on this device. */
export const Preferences = () => {
  const { t } = useTranslation();
  const language = useLanguage();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = language === 'fr' ? 'en' : 'fr';
  const dark = scheme === 'dark';
  return (
    <div className={c.preferences}>
      <button type="button" className={c.preference} lang={other} onClick={() => void changeLanguage(other)}>
        <IconLanguage size={20} stroke={1.75} aria-hidden="true" />
        {other === 'en' ? 'English' : 'Français'}
      </button>
      <button type="button" className={c.preference} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
        {dark ? (
          <IconSun size={20} stroke={1.75} aria-hidden="true" />
        ) : (
          <IconMoon size={20} stroke={1.75} aria-hidden="true" />
        )}
        {dark ? t('nav.light') : t('nav.dark')}
      </button>
    </div>
  );
};
