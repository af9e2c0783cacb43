/** Between what comes up and the click it makes. */
const UNTIL_CLICK_MS = 100;
/** Some presses never end here: one that opened a menu of the browser, say. */
const LONGEST_PRESS_MS = 5_000;

let pressed = false;
let changedMs = Number.NEGATIVE_INFINITY;

/** Of the keys, Space clicks when it comes up. */
const note = (down: boolean) => (event: Event) => {
  if (event instanceof KeyboardEvent && event.key !== ' ') return;
  pressed = down;
  changedMs = performance.now();
};
for (const down of ['pointerdown', 'keydown']) addEventListener(down, note(true), true);
for (const up of ['pointerup', 'pointercancel', 'keyup']) addEventListener(up, note(false), true);

/** Waits for whoever presses something just now: a button that is gone before they let go is not clicked. */
export const betweenPresses = async (): Promise<void> => {
  while (performance.now() - changedMs < (pressed ? LONGEST_PRESS_MS : UNTIL_CLICK_MS))
    await new Promise((resolve) => setTimeout(resolve, 20));
};
