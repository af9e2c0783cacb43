import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** The short form of `npm run fuzz`: requests made from the OpenAPI document, against the running gateway. */

const RUN = join(__dirname, '../../../../scripts/run.mjs');

interface Ended {
  readonly code: number | string | null | undefined;
  readonly output: string;
}

const fuzz = (requests: number, seed: number): Promise<Ended> =>
  new Promise((resolve) => {
    const args = [RUN, 'fuzz', '--requests', String(requests), '--seed', String(seed)];
    execFile(process.execPath, args, { maxBuffer: 100_000_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, output: `${stdout}\n${stderr}` }),
    );
  });

test('requests that no client of ours would send are answered as the document says, and never by a 5xx', async () => {
  const { code, output } = await fuzz(300, 7);
  if (code !== 0) throw new Error(output);
  expect(output).toMatch(/\d{3,} requests to .*, each answered as described/);
}, 300_000);
