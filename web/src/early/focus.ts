/** What a thing is called in the first paint and in the application alike. The list that scrolls is the first of its page. */
const nameOf = (element: Element): string =>
  element.getAttribute('name') ??
  element.getAttribute('href') ??
  (element.hasAttribute('tabindex') ? 'list' : (element.getAttribute('aria-label') ?? element.textContent));

/** Notes what has the focus in the first paint, and where its caret is; the answer gives it to the same thing of the application. */
export const keepEarlyFocus = (): (() => void) => {
  // Not `:focus`, which nothing has while another window is in front.
  const focused = document.activeElement?.closest('.early') ? document.activeElement : undefined;
  return () => {
    if (!focused) return;
    const same = [...document.querySelectorAll<HTMLElement>(`main ${focused.tagName}`)].find(
      (element) => nameOf(element) === nameOf(focused),
    );
    same?.focus({ preventScroll: true });
    if (focused instanceof HTMLInputElement && same instanceof HTMLInputElement)
      same.setSelectionRange(focused.selectionStart, focused.selectionEnd);
  };
};
