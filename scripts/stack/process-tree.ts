import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Every process of the machine with its parent. */
export const parents = (): Map<number, number> => {
  const found = new Map<number, number>();
  if (process.platform !== 'linux') {
    for (const line of execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')) {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      if (pid !== undefined && parent !== undefined) found.set(pid, parent);
    }
    return found;
  }
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      found.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
};

/** A process and all that it and its children started, the eldest first. */
export const processTree = (root: number, found = parents()): number[] => {
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of found) if (parent === pid) tree.push(child);
  return tree;
};
