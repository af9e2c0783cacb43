import { publicUrl, wholeEnvironment } from '../stack/environment';
import { makeReporter } from '../stack/report';
import { loadSecrets } from '../stack/secrets';
import { benchSettings, readSettings, type StackSettings } from '../stack/settings';
import { makeSupervisor } from '../stack/supervisor';
import { bringUpWholeStack } from '../stack/whole-stack';
import type { Bench } from './bench';

/** Runs a part of a bench on a stack beside the bench's own, in the folder of that name, which is kept from use to use. */
export const withAnotherStack = async <T>(
  bench: Bench,
  name: string,
  changes: Partial<Pick<StackSettings, 'replicas'>>,
  use: (bench: Bench) => Promise<T>,
): Promise<T> => {
  const settings = { ...(await benchSettings(readSettings())), data: `${bench.settings.data}-${name}`, ...changes };
  const secrets = await loadSecrets(settings.data);
  const report = makeReporter();
  const supervisor = makeSupervisor(settings.data, { ...report, for: () => () => {} });
  try {
    await bringUpWholeStack(settings, secrets, supervisor, { ...report, for: () => () => {} });
    return await use({
      ...bench,
      settings,
      secrets,
      environment: wholeEnvironment(settings, secrets),
      url: publicUrl(settings),
    });
  } finally {
    await supervisor.stopAll();
  }
};
