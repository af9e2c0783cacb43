import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { configOf, loadSenders } from './fuzz/people';
import { type Outcome, prepareSchemathesis, runSchemathesis } from './fuzz/schemathesis';
import { Complaint, runCommand } from './stack/complaint';
import { type Environment, wholeEnvironment } from './stack/environment';
import { makeReporter } from './stack/report';
import { loadSecrets } from './stack/secrets';
import { readSettings } from './stack/settings';

/** What a run does once, and what may be repeated with another seed as long as requests are wanted. */
const ONCE = ['examples', 'coverage'];
const AGAIN = ['fuzzing', 'stateful'];
const EXAMPLES = 25;
/** Operations of the API, about: what one example of each phase costs. */
const OPERATIONS = 38;

const wholeNumber = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Complaint(`--${name} is a whole number from 1 on.`);
  return value;
};

/** The stack that a shell's environment names, else this clone's. */
const environmentOf = async (settings: ReturnType<typeof readSettings>): Promise<Environment> => {
  const named = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return process.env.PUBLIC_URL
    ? Object.fromEntries(named)
    : wholeEnvironment(settings, await loadSecrets(settings.data));
};

/**
 * `npm run fuzz -- --requests 10000 --seed 7`: requests made from the OpenAPI document, well-formed and not, as a practitioner, a
 * patient and nobody. Fails on a 5xx, a hang, an answer that the document does not describe, and one that shows the inside.
 */
runCommand(async () => {
  const { values } = parseArgs({
    options: { requests: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
  });
  const wanted = wholeNumber('requests', values.requests);
  const firstSeed = wholeNumber('seed', values.seed);
  const settings = readSettings();
  const report = makeReporter();
  const environment = await environmentOf(settings);
  const url = environment.PUBLIC_URL ?? '';
  const schemathesis = await prepareSchemathesis(settings.cache, report.for('schemathesis'));
  const senders = await loadSenders(environment);
  let requests = 0;
  const failed: Outcome[] = [];
  for (let round = 0; requests < wanted; round += 1) {
    const sender = senders[round % senders.length];
    if (!sender) break;
    const first = round < senders.length && wanted > EXAMPLES * OPERATIONS;
    const left = Math.ceil((wanted - requests) / OPERATIONS / senders.length);
    const outcome = await runSchemathesis(schemathesis, {
      url,
      config: configOf(sender),
      seed: firstSeed + Math.floor(round / senders.length),
      phases: first ? [...ONCE, ...AGAIN] : AGAIN,
      examples: Math.max(1, Math.min(EXAMPLES, left)),
      work: join(settings.data, 'fuzz', sender.name),
    });
    if (outcome.requests === 0) throw new Complaint(`Nothing was sent:\n${outcome.output}`);
    requests += outcome.requests;
    if (!outcome.passed) failed.push(outcome);
    report.for(sender.name)(`${outcome.requests} requests, ${outcome.passed ? 'all answered well' : 'FAILED'}`);
  }
  for (const { output } of failed) console.log(output);
  console.log(
    `${requests} requests to ${url}, ${failed.length === 0 ? 'each answered as described' : 'with failures'}`,
  );
  return failed.length === 0 ? 0 : 1;
});
