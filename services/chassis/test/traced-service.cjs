/* A service that leaves a span as it runs, and another as it stops. */
const { baseConfig, configLoader, runService } = require('@creneau/chassis');
const { trace } = require('@opentelemetry/api');

const leave = (name) => trace.getTracer('test').startSpan(name).end();

void runService('traced', configLoader(baseConfig), async ({ life }) => {
  const alive = setInterval(() => undefined, 60_000);
  life.onStop('what keeps it alive', () => {
    clearInterval(alive);
    leave('done while it stops');
  });
  leave('done while it runs');
  process.stdout.write('wired\n');
});
