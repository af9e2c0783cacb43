import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** While this file is there, a unit that ended is not started again: tests of faults keep a server away with it. */
export const heldFile = (data: string, name: string): string => join(data, `${name}.held`);

export const letGo = (data: string, name: string): void => rmSync(heldFile(data, name), { force: true });

export const isHeld = (data: string, name: string): boolean => existsSync(heldFile(data, name));
