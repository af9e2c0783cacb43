/** An element with its properties and children, as the first paint makes them. */
export const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] => {
  const made = Object.assign(document.createElement(name), properties);
  // Firefox knows the properties since 119 only.
  for (const [property, value] of Object.entries(properties))
    if (property.startsWith('aria')) made.setAttribute(`aria-${property.slice(4).toLowerCase()}`, String(value));
  made.append(...children);
  return made;
};

/** Fills the places of a text, as i18next will. */
export const filled = (text: string, places: Record<string, string>): string =>
  text.replace(/{{(\w+)}}/g, (_place, name: string) => places[name] ?? '');
