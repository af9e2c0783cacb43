import 'temporal-polyfill/global';
import { parseArgs } from 'node:util';
import { runAvailability } from './bench/availability';
import type { Bench, Row, RunBench } from './bench/bench';
import { runBooking } from './bench/booking';
import { runEvents } from './bench/events';
import { runGrowth } from './bench/growth';
import { runHotSlot } from './bench/hot-slot';
import { runPlanning } from './bench/planning';
import { runProfile } from './bench/profile';
import { machineText, tableOf } from './bench/report';
import { runStart } from './bench/start';
import { runWeb } from './bench/web';
import { runNightlyWindow } from './bench/window';
import { Complaint, runCommand } from './stack/complaint';
import { publicUrl, wholeEnvironment } from './stack/environment';
import { underSupervisor } from './stack/foreground';
import { makeReporter, type Reporter } from './stack/report';
import { loadSecrets } from './stack/secrets';
import { benchData, benchSettings, readSettings, type StackSettings } from './stack/settings';
import { bringUpWholeStack } from './stack/whole-stack';
import { wipe } from './stack/wipe';

const benches: Readonly<Record<string, RunBench>> = {
  booking: runBooking,
  'hot-slot': runHotSlot,
  availability: runAvailability,
  planning: runPlanning,
  events: runEvents,
  window: runNightlyWindow,
  web: runWeb,
  start: runStart,
  growth: runGrowth,
  profile: runProfile,
};

const readArguments = () => {
  const { values, positionals } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      running: { type: 'boolean', default: false },
      cold: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !benches[name]);
  if (unknown) throw new Complaint(`There is no bench "${unknown}": ${Object.keys(benches).join(', ')}.`);
  const names = positionals.length > 0 ? positionals : Object.keys(benches);
  return { ...values, names };
};

/** Runs benches one after another; one that fails is told in the table, and the others run all the same. */
const runAll = async (
  settings: StackSettings,
  { names, quick, running, cold }: ReturnType<typeof readArguments>,
  report: Reporter,
): Promise<Row[]> => {
  const secrets = await loadSecrets(settings.data);
  const rows: Row[] = [];
  for (const name of names) {
    const bench: Bench = {
      settings,
      secrets,
      environment: wholeEnvironment(settings, secrets),
      url: publicUrl(settings),
      quick,
      cold,
      // A stack that is not ours may have been measured before.
      firstOffice: running ? Math.floor(Date.now() / 1000) % 1_000_000_000 : 0,
      say: report.for(name),
    };
    try {
      for (const row of (await benches[name]?.(bench)) ?? []) {
        bench.say(`${row.what}: ${row.figure}`);
        rows.push(row);
      }
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      bench.say(text);
      rows.push({ what: name, figure: 'failed', reached: false, because: text.slice(0, 300) });
    }
  }
  return rows;
};

const printTable = (rows: readonly Row[]): number => {
  console.log(`${machineText()}\n\n${tableOf(rows)}`);
  return rows.some(({ figure }) => figure === 'failed') ? 1 : 0;
};

/** `npm run bench [-- booking …] [--quick] [--running] [--cold]`: the speed of a stack of its own, or of the one that runs. */
runCommand(async () => {
  const wanted = readArguments();
  const own = readSettings();
  if (wanted.running) return printTable(await runAll(own, wanted, makeReporter()));
  await wipe(benchData(own), 'bench');
  const settings = await benchSettings(own);
  return underSupervisor(settings, { name: 'bench', url: '' }, async (supervisor, report) => {
    await bringUpWholeStack(settings, await loadSecrets(settings.data), supervisor, report);
    return printTable(await runAll(settings, wanted, report));
  });
});
