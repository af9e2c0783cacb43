import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Names only: the values of every colour live in tokens.css, which answers to light and dark. */
const scale = (base: string): MantineColorsTuple => {
  const c = `var(--${base})`;
  return [c, c, c, c, c, c, c, c, c, c];
};

export const theme = createTheme({
  primaryColor: 'action',
  primaryShade: 7,
  colors: { action: scale('action'), red: scale('red') },
  fontFamily: 'var(--font)',
  cursorType: 'pointer',
  defaultRadius: 'md',
  respectReducedMotion: true,
});
