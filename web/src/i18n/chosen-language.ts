import type { Language } from './i18n';

/** The language chosen on this device, else the one its browser asks for first of ours: boot.js has decided before us. */
export const chosenLanguage = (): Language => (document.documentElement.lang === 'en' ? 'en' : 'fr');
