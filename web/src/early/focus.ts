/** What a thing is called in the first paint and in the application alike. A list that scrolls is the only one of its page. */
const nameOf = (element: Element): string =>
  element.getAttribute('name') ??
  element.getAttribute('href') ??
  (element.hasAttribute('tabindex') ? 'list' : (element.getAttribute('aria-label') ?? element.textContent));

/** Notes what has the focus in the first paint; the answer gives it to the same thing of the application. */
export const keepEarlyFocus = (): (() => void) => {
  const focused = document.querySelector('.early :focus');
  return () => {
    if (!focused) return;
    const same = [...document.querySelectorAll<HTMLElement>(`main ${focused.tagName}`)].find(
      (element) => nameOf(element) === nameOf(focused),
    );
    same?.focus({ preventScroll: true });
  };
};
