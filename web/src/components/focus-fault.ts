/** Puts the focus on the first field that says it is at fault, once the page has drawn the errors. */
export const focusFirstFault = (): void => {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>('main [aria-invalid="true"]');
    field?.focus();
    field?.scrollIntoView({ block: 'center' });
  });
};
