import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Complaint } from './complaint';
import { runningCommand } from './foreground';
import { readRunFiles, stillRuns } from './run-files';

/** Empties a data folder that is nobody's to keep. A killed run leaves its servers behind: they go first, then all they stored. */
export const wipe = async (data: string, command: 'test' | 'chaos' | 'bench'): Promise<void> => {
  const running = runningCommand(data, command);
  if (running) throw new Complaint(`"npm run ${command}" of this clone runs already (pid ${running.pid}).`);
  for (const file of readRunFiles(data).filter(stillRuns)) {
    process.kill(file.pid, 'SIGKILL');
    while (stillRuns(file)) await sleep(50);
  }
  await rm(data, { recursive: true, force: true });
};
