import type { DescFile, DescMessage } from '@bufbuild/protobuf';
import { messageComment, packageComment } from './descriptors';
import { type Schema, schemasOf } from './schemas';

/** The area of a package, where they differ: a name in protobuf has no hyphen. */
const AREAS: Readonly<Record<string, string>> = { officeconfig: 'office-config' };

const areaOf = ({ proto }: DescFile): string => {
  const name = proto.package.split('.')[1] ?? '';
  return AREAS[name] ?? name;
};

const INTRODUCTION = `Every business fact of Créneau, as an event on Kafka. CloudEvents 1.0 in Kafka's binary mode: the attributes are headers, the value
is the proto3 JSON of the event.

- Topics: one per area, 12 partitions. The key is the id of the office (for identity's topic: of the person), so that the events of one office stand in order in one partition.
- Order: \`ce_sequence\` grows by exactly one with each event of a key in a topic. Delivery is at least once: a consumer that remembers the last sequence it applied of each key passes over repetitions, and notices a gap.
- Full state: an event carries its aggregate as it is after the change, with a \`version\` that grows with each change. Apply what has a greater version than what you hold.
- Kept for ever: read a topic from its beginning at any time, or ask for a snapshot over gRPC and go on from the sequence it tells.
- JSON: lowerCamelCase names; a field with its default value (0, false, "", an empty list, the unspecified enum value) is left out; instants are RFC 3339 in UTC; 64-bit integers are JSON numbers.
- Nothing personal: no name, reason, telephone number or e-mail address of a patient. Ids of persons are random UUIDs, whose owner only the site can tell.
- Dead letters: \`<topic>.dlq\` holds what one of Créneau's own consumers could not apply, for its operators. No fact is there alone.
- Growth: within v1 fields, enum values and types of event are only added. Ignore what you do not know.

How to consume, with examples: proto/events/README.md in the source.`;

const HEADERS: Schema = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time', 'ce_sequence', 'content-type'],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', format: 'uuid', description: 'The same however often the event is delivered.' },
    ce_source: { type: 'string', description: '`/creneau/` and the area.', examples: ['/creneau/booking'] },
    ce_type: { type: 'string', description: 'The full name of the message.' },
    ce_time: { type: 'string', format: 'date-time', description: 'When the fact was committed.' },
    ce_sequence: {
      type: 'string',
      pattern: '^[1-9][0-9]*$',
      description: 'Decimal. Grows by exactly one with each event of this key in this topic.',
    },
    ce_traceparent: { type: 'string', description: 'W3C trace context of what caused the fact; not always there.' },
    'content-type': { const: 'application/json' },
  },
};

const KAFKA = '0.5.0';

const keyOf = (area: string): Schema => ({
  type: 'string',
  format: 'uuid',
  description: area === 'identity' ? 'The id of the person.' : 'The id of the office.',
});

const messageOf = (area: string, message: DescMessage): Schema => ({
  name: message.typeName,
  title: message.name,
  summary: messageComment(message),
  contentType: 'application/json',
  headers: {
    allOf: [
      { $ref: '#/components/schemas/CloudEvent' },
      {
        type: 'object',
        properties: { ce_source: { const: `/creneau/${area}` }, ce_type: { const: message.typeName } },
      },
    ],
  },
  payload: { $ref: `#/components/schemas/${message.typeName}` },
  bindings: { kafka: { key: keyOf(area), bindingVersion: KAFKA } },
});

const channelOf = (file: DescFile): Schema => ({
  address: `creneau.${areaOf(file)}.v1`,
  title: areaOf(file),
  description: packageComment(file),
  messages: Object.fromEntries(
    file.messages.map(({ name, typeName }) => [name, { $ref: `#/components/messages/${typeName}` }]),
  ),
  bindings: {
    kafka: {
      partitions: 12,
      topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': -1 },
      bindingVersion: KAFKA,
    },
  },
});

/** The AsyncAPI 3 document of all events: what their protos say, and how they travel. */
export const asyncApiDocument = (files: readonly DescFile[], version: string): Schema => {
  const byArea = <T>(make: (file: DescFile) => T) =>
    Object.fromEntries(files.map((file) => [areaOf(file), make(file)]));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Créneau: events',
      version,
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: byArea(channelOf),
    operations: byArea((file) => ({
      action: 'send',
      channel: { $ref: `#/channels/${areaOf(file)}` },
      summary: `The ${areaOf(file)} service tells its facts.`,
    })),
    components: {
      messages: Object.fromEntries(
        files.flatMap((file) => file.messages.map((message) => [message.typeName, messageOf(areaOf(file), message)])),
      ),
      schemas: { CloudEvent: HEADERS, ...schemasOf(files.flatMap((file) => file.messages)) },
    },
  };
};
