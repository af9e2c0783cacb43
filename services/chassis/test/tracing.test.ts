import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

test('a service that is told to stop sends the spans that wait, those of its stopping too', async () => {
  let received = '';
  const receiver = createServer(async (request, response) => {
    for await (const chunk of request) received += String(chunk);
    response.setHeader('content-type', 'application/json').end('{}');
  }).listen(0);
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  const preload = require.resolve('@creneau/chassis/telemetry');
  const service = spawn(process.execPath, ['--require', preload, join(__dirname, 'traced-service.cjs')], {
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'silent',
      SHUTDOWN_GRACE_MS: '20000',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(service.stdout, 'data');
    service.kill('SIGTERM');
    const [code] = await once(service, 'exit');
    expect(code).toBe(0);
    expect(received).toContain('done while it runs');
    expect(received).toContain('done while it stops');
  } finally {
    service.kill('SIGKILL');
    receiver.closeAllConnections();
    receiver.close();
  }
});
