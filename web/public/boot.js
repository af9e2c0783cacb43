// Runs before the application is loaded: sets the language and the colours chosen on this device,
// so that the first paint is already the right one, and lets the search of the home page be painted at once. A file of its own, because the page admits no inline script.
const kept = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const root = document.documentElement;
const scheme = kept('creneau.scheme');
const dark = scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
// Whoever chose a language keeps it; else the browser's own first of ours, and French for everybody else.
const ours = ['fr', 'en'];
const spoken = [kept('creneau.lang'), ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
root.lang = spoken.find((language) => ours.includes(language)) ?? 'fr';
if (root.lang === 'fr' && location.pathname === '/' && location.search === '') root.setAttribute('data-home', '');
