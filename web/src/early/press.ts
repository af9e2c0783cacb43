/** Between a pointer that is up and the click it makes. */
const UNTIL_CLICK_MS = 100;
/** Some presses never end here: one that opened a menu of the browser, say. */
const LONGEST_PRESS_MS = 5_000;

let pressed = false;
let changedMs = Number.NEGATIVE_INFINITY;

const note = (down: boolean) => () => {
  pressed = down;
  changedMs = performance.now();
};
addEventListener('pointerdown', note(true), true);
for (const up of ['pointerup', 'pointercancel']) addEventListener(up, note(false), true);

/** Waits for whoever presses something just now: a button that is gone before they let go is not clicked. */
export const betweenPresses = async (): Promise<void> => {
  while (performance.now() - changedMs < (pressed ? LONGEST_PRESS_MS : UNTIL_CLICK_MS))
    await new Promise((resolve) => setTimeout(resolve, 20));
};
