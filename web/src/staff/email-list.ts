/** The addresses in a text, pasted from anywhere: `Name <a@b.fr>; c@d.fr`. Lower case, each once, in order. */
export const addressesIn = (text: string): string[] => {
  const parts = text
    .split(/[\s,;<>"]+/)
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part.includes('@') || /\w\.\w/.test(part));
  return [...new Set(parts)];
};
