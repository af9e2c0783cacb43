/**
 * Puts the focus on a heading when what had it goes away: the button that was pressed, out of use since. A person who
 * went on to another field meanwhile stays there.
 */
export const focusAfterRemoval = (headingId: string): void => {
  const focused = document.activeElement;
  if (focused === document.body || focused?.matches(':disabled')) document.getElementById(headingId)?.focus();
};
