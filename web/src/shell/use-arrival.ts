import { type RefObject, useEffect, useRef } from 'react';
import { useLocation, useNavigationType } from 'react-router';

/**
 * What a page load does by itself and a change of page inside the application does not: going to the top,
 * and letting screen readers hear the title of the new page, where the focus lands.
 */
export const useArrival = (main: RefObject<HTMLElement | null>): void => {
  const { pathname } = useLocation();
  const way = useNavigationType();
  const arrived = useRef(pathname);
  useEffect(() => {
    if (arrived.current === pathname) return;
    arrived.current = pathname;
    // Going back keeps the place that the browser remembers.
    if (way !== 'POP') window.scrollTo(0, 0);
    const title = main.current?.querySelector('h1');
    (title ?? main.current)?.focus({ preventScroll: true });
  }, [pathname, way, main]);
};
