/**
 * Puts the focus on the first field that says it is at fault, once the page has drawn the errors: the frame after a
 * click, some frames later when the answer of a call brings them.
 */
export const focusFirstFault = (frames = 30): void => {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>('main [aria-invalid="true"]');
    if (!field && frames > 0) focusFirstFault(frames - 1);
    field?.focus();
    field?.scrollIntoView({ block: 'center' });
  });
};
