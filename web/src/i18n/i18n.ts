import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { chosenLanguage } from './chosen-language';
import type { Namespace } from './resources';

export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'creneau.lang';

const files = import.meta.glob<{ default: Record<string, unknown> }>('./{fr,en}/*.json');

const lazyFiles: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    const load = files[`./${language}/${namespace}.json`];
    if (!load) {
      done(new Error(`no texts for ${language}/${namespace}`), false);
      return;
    }
    load().then(
      (file) => done(null, file.default as never),
      (cause: unknown) => done(cause instanceof Error ? cause : new Error(String(cause)), true),
    );
  },
};

let started: Promise<unknown> | undefined;

/** Readies the texts of the frame; called twice, it starts once. */
export const startI18n = (): Promise<unknown> => {
  started ??= i18next
    .use(lazyFiles)
    .use(initReactI18next)
    .init({
      lng: chosenLanguage(),
      supportedLngs: languages,
      fallbackLng: false,
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
      returnNull: false,
    });
  return started;
};

/** Loads the texts of a route together with its code, so that the page waits once. */
export const loadTexts = async (...namespaces: Namespace[]): Promise<void> => {
  await startI18n();
  await i18next.loadNamespaces(namespaces);
};

export const changeLanguage = async (language: Language): Promise<void> => {
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Private browsing without storage: the choice lasts as long as the page.
  }
};
