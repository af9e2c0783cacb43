/*
 * The plugin of buf.gen.yaml: ts-proto, whose conversions of timestamps are replaced, to JSON too. Its own build several Temporal objects for
 * each, which is most of what a planning of some hundred visits costs, and are wrong before 1970.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { CodeGeneratorResponseSchema } from '@bufbuild/protobuf/wkt';

const REPLACED = /function (toTimestamp|fromTimestamp)\([^)]*\): [\w.]+ \{\n.*?\n\}\n/gs;
const OURS = {
  toTimestamp: `function toTimestamp(instant: Temporal.Instant): Timestamp {
  const seconds = Math.floor(instant.epochMilliseconds / 1_000);
  return { seconds, nanos: Number(instant.epochNanoseconds - globalThis.BigInt(seconds) * 1_000_000_000n) };
}

/** As Temporal writes it. */
function instantText(instant: Temporal.Instant): string {
  if (instant.epochNanoseconds % 1_000_000n !== 0n) return instant.toString();
  return new globalThis.Date(instant.epochMilliseconds).toISOString().replace(/\\.?0*Z$/, "Z");
}
`,
  fromTimestamp: `function fromTimestamp({ seconds, nanos }: Timestamp): Temporal.Instant {
  return nanos % 1_000_000 === 0
    ? globalThis.Temporal.Instant.fromEpochMilliseconds(seconds * 1_000 + nanos / 1_000_000)
    : globalThis.Temporal.Instant.fromEpochNanoseconds(
      globalThis.BigInt(seconds) * 1_000_000_000n + globalThis.BigInt(nanos),
    );
}
`,
};

const plugin = fileURLToPath(import.meta.resolve('ts-proto/protoc-gen-ts_proto'));
const { status, stdout } = spawnSync(process.execPath, [plugin], {
  input: readFileSync(0),
  stdio: ['pipe', 'pipe', 'inherit'],
  maxBuffer: 256 * 1024 * 1024,
});
if (status !== 0) process.exit(status ?? 1);

const response = fromBinary(CodeGeneratorResponseSchema, stdout);
for (const file of response.file) {
  file.content = file.content
    .replace(REPLACED, (_whole, name) => OURS[name])
    .replace(/^( +obj\.\w+ = )(message\.\w+)\.toString\(\);$/gm, '$1instantText($2);');
  if (/\.until\(instant\)|Duration\.from|= message\.\w+\.toString\(\);/.test(file.content))
    throw new Error('ts-proto writes its conversions of timestamps in another way now: see proto/ts-proto.mjs');
}
process.stdout.write(toBinary(CodeGeneratorResponseSchema, response));
