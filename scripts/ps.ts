import { runCommand } from './stack/complaint';
import { readRunFiles, stillRuns } from './stack/run-files';
import { readSettings } from './stack/settings';

/** Lists the processes of this clone's stack: a table, or `[{name, pid, url, state}]` with --json. */
runCommand(async () => {
  const rows = readRunFiles(readSettings().data)
    .filter((file) => file.kind !== 'supervisor')
    .map((file) => ({
      name: file.name,
      pid: file.pid,
      url: file.url,
      state: stillRuns(file) ? file.state : 'stopped',
    }));
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  if (rows.length === 0) console.log('Nothing runs. "npm start" starts everything.');
  for (const { name, pid, url, state } of rows) {
    console.log(`${name.padEnd(14)} ${String(pid).padStart(8)}  ${state.padEnd(10)} ${url}`);
  }
  return 0;
});
