import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './stack/complaint';
import { readRunFiles, stillRuns } from './stack/run-files';
import { readSettings } from './stack/settings';

/** Stops what runs in the background for this clone, in good order: services first, then components. */
runCommand(async () => {
  const { data } = readSettings();
  const supervisors = readRunFiles(data).filter((file) => file.kind === 'supervisor' && stillRuns(file));
  for (const supervisor of supervisors.sort((a) => (a.name === 'start' ? -1 : 1))) {
    console.error(`Stopping ${supervisor.name} (pid ${supervisor.pid})`);
    process.kill(supervisor.pid, 'SIGTERM');
    while (stillRuns(supervisor)) await sleep(100);
  }
  if (supervisors.length === 0) console.error('Nothing runs.');
  return 0;
});
