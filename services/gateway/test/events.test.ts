import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKafka, createLogger } from '@creneau/chassis';
import { eventually, messagesOf, stackVariable } from '@creneau/chassis/testing';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { bookVisit, giveBack } from './authorization/people';
import { openGateway, type TestGateway } from './gateway-builder';

/** What lies in the stack's topics, held against the description that strangers read. */

interface Document {
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  components: {
    messages: Record<string, { headers: object; payload: object; bindings: { kafka: { key: object } } }>;
    schemas: Record<string, object>;
  };
}

const TEXT = readFileSync(join(__dirname, '../../../proto/events/asyncapi.json'), 'utf8');
const document = JSON.parse(TEXT) as Document;
// What the description does not know is a fault here, though a consumer must pass over it.
for (const [name, schema] of Object.entries(document.components.schemas))
  if (name !== 'CloudEvent') Object.assign(schema, { additionalProperties: false });

const ajv = addFormats(new Ajv({ strict: false, allErrors: true, formats: { int32: true, int64: true } }));
ajv.addSchema({ ...document, $id: 'asyncapi' });
const at = (path: string): ValidateFunction => ajv.compile({ $ref: `asyncapi#/components/messages/${path}` });
const validators = new Map(
  Object.keys(document.components.messages).map((type) => [
    type,
    { headers: at(`${type}/headers`), value: at(`${type}/payload`), key: at(`${type}/bindings/kafka/key`) },
  ]),
);

const kafka = createKafka(
  'events-test',
  { KAFKA_BROKERS: stackVariable('KAFKA_BROKERS').split(',') },
  createLogger('test', 'silent'),
);
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway?.stop());

test('the gateway answers the description of its version', async () => {
  const response = await fetch(`${gateway.url}/api/asyncapi.json`);
  expect(await response.text()).toBe(TEXT);
});

test('every event on the stack is as the description says, in the topic it says', async () => {
  const visitId = await bookVisit(gateway);
  await giveBack(gateway, visitId);
  const bookings = document.channels.booking?.address ?? '';
  await eventually(async () => {
    const told = (await messagesOf(kafka, bookings)).filter(({ value }) => value.includes(visitId));
    expect(told.map(({ headers }) => headers.ce_type)).toEqual([
      'creneau.booking.v1.VisitBooked',
      'creneau.booking.v1.VisitCancelled',
    ]);
  });

  const faults: unknown[] = [];
  for (const { address, messages } of Object.values(document.channels)) {
    const types = new Set(Object.values(messages).map(({ $ref }) => $ref.split('/').at(-1)));
    for (const { key, value, headers } of await messagesOf(kafka, address)) {
      const type = headers.ce_type ?? '';
      const known = types.has(type) ? validators.get(type) : undefined;
      if (!known) faults.push({ address, type });
      else if (!known.headers(headers)) faults.push({ address, headers, errors: known.headers.errors });
      else if (!known.key(key)) faults.push({ address, key, errors: known.key.errors });
      else if (!known.value(JSON.parse(value))) faults.push({ address, value, errors: known.value.errors });
    }
  }
  expect(faults.slice(0, 5)).toEqual([]);
}, 120_000);
