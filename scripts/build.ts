import { build } from './stack/build';
import { runCommand } from './stack/complaint';
import { makeReporter } from './stack/report';
import { readSettings } from './stack/settings';

/** Builds what changed: protos, services, web pages. */
runCommand(async () => {
  await build(readSettings().root, makeReporter());
  return 0;
});
