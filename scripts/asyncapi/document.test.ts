import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';

const text = readFileSync(join(__dirname, '../../proto/events/asyncapi.json'), 'utf8');

test('the description of the events is a sound AsyncAPI 3 document', async () => {
  const { document, diagnostics } = await new Parser().parse(text);
  expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
  expect(document?.version()).toBe('3.0.0');
  const channels = document?.channels().all() ?? [];
  expect(channels.map((channel) => channel.address()).sort()).toEqual([
    'creneau.booking.v1',
    'creneau.identity.v1',
    'creneau.notification.v1',
    'creneau.office-config.v1',
    'creneau.payment.v1',
    'creneau.scheduling.v1',
  ]);
});

test('it says something of each topic and each event', async () => {
  const { document } = await new Parser().parse(text);
  const silent = [
    ...(document?.channels().all() ?? []).filter((channel) => !channel.hasDescription()).map((channel) => channel.id()),
    ...(document?.messages().all() ?? []).filter((message) => !message.hasSummary()).map((message) => message.name()),
  ];
  expect(silent).toEqual([]);
});
