/**
 * Runs before the application is loaded: sets the language and the colours the person chose on this device,
 * so that the first paint is already the right one. A file of its own, because the page admits no inline script.
 */
const root = document.documentElement;
const kept = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const scheme = kept('creneau.scheme');
const dark = scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
root.lang = kept('creneau.lang') === 'en' ? 'en' : 'fr';
