import type { MouseEvent } from 'react';

/**
 * For buttons that send a form whose fields are checked on leaving them: pressing the button does not leave the field,
 * so no message comes or goes above the button between press and release, and the click is never lost.
 */
export const keepFocus = { onMouseDown: (event: MouseEvent) => event.preventDefault() };
