import { parseArgs } from 'node:util';
import { checkAlerts } from './chart/alerts';
import { checkLint, checkRealm, checkRefusals, checkRendered, checkTwoReleases, update } from './chart/checks';
import { openHelm } from './chart/helm';
import { checkPolicies } from './chart/policies';
import { Complaint, runCommand } from './stack/complaint';
import { makeReporter } from './stack/report';
import { readSettings } from './stack/settings';

/** `npm run chart`: every check of the Helm chart; with `--update` its copies and rendered examples anew, first. */
runCommand(async () => {
  const { values } = parseArgs({ options: { update: { type: 'boolean' } } });
  const settings = readSettings();
  const report = makeReporter();
  const helm = await openHelm(settings, report.for('helm'));
  if (values.update) await update(helm, settings);
  const checks: Record<string, () => void | Promise<void>> = {
    realm: () => checkRealm(settings),
    lint: () => checkLint(helm, settings),
    rendered: () => checkRendered(helm, settings),
    'two releases': () => checkTwoReleases(helm, settings),
    refusals: () => checkRefusals(helm, settings),
    policies: () => checkPolicies(settings, report.for('policies')),
    alerts: () => checkAlerts(settings, report.for('alerts')),
  };
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      report.for(name)('ok');
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      failed += 1;
      report.for(name)('FAILED');
      report.line(error.message);
    }
  }
  return failed === 0 ? 0 : 1;
});
