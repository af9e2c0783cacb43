import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { enumComment, fieldComment, messageComment, valueComment } from './descriptors';

export type Schema = Readonly<Record<string, unknown>>;

const TIMESTAMP = 'google.protobuf.Timestamp';

/** 64-bit numbers too are written as JSON numbers: none here comes near 2^53. */
const integer = (bits: 32 | 64): Schema => ({ type: 'integer', format: `int${bits}` });

const scalarSchema = (scalar: ScalarType, { name }: DescField): Schema => {
  switch (scalar) {
    case ScalarType.STRING:
      return /(^|_)id$/.test(name) ? { type: 'string', format: 'uuid' } : { type: 'string' };
    case ScalarType.BOOL:
      return { type: 'boolean' };
    case ScalarType.INT32:
      return integer(32);
    case ScalarType.INT64:
      return integer(64);
    default:
      throw new Error(`Events hold no ${ScalarType[scalar]} so far (${name}): say here how its JSON looks.`);
  }
};

const reference = ({ typeName }: DescMessage | DescEnum): Schema => ({ $ref: `#/components/schemas/${typeName}` });

const messageReference = (message: DescMessage): Schema =>
  message.typeName === TIMESTAMP ? { type: 'string', format: 'date-time' } : reference(message);

const fieldSchema = (field: DescField): Schema => {
  switch (field.fieldKind) {
    case 'scalar':
      return scalarSchema(field.scalar, field);
    case 'enum':
      return reference(field.enum);
    case 'message':
      return messageReference(field.message);
    case 'list':
      return { type: 'array', items: itemSchema(field) };
    case 'map':
      throw new Error(`Events hold no map so far (${field.name}): say here how its JSON looks.`);
  }
};

const itemSchema = (field: DescField & { fieldKind: 'list' }): Schema => {
  if (field.listKind === 'scalar') return scalarSchema(field.scalar, field);
  return field.listKind === 'enum' ? reference(field.enum) : messageReference(field.message);
};

/** Draft 7 forbids siblings of a `$ref`, hence `allOf` where there is something to say of it. */
const described = (schema: Schema, description: string | undefined): Schema => {
  if (description === undefined) return schema;
  return '$ref' in schema ? { allOf: [schema], description } : { ...schema, description };
};

/** Nothing is required: proto3 JSON leaves out what has its default value. */
const messageSchema = (message: DescMessage): Schema =>
  described(
    {
      type: 'object',
      properties: Object.fromEntries(
        message.fields.map((field) => [field.jsonName, described(fieldSchema(field), fieldComment(field))]),
      ),
    },
    messageComment(message),
  );

/** A later version may know more values: a consumer treats one it does not know like the unspecified one. */
const enumSchema = (type: DescEnum): Schema => {
  const values = type.values.map(({ name }, index) => {
    const comment = valueComment(type, index);
    return `\`${name}\`${comment ? `: ${comment.replace(/\.$/, '')}` : ''}`;
  });
  const comment = enumComment(type);
  return {
    type: 'string',
    description: `${comment ? `${comment} ` : ''}${values.join(' · ')}`,
    'x-extensible-enum': type.values.map(({ name }) => name),
  };
};

const typesOf = (field: DescField): (DescMessage | DescEnum)[] => {
  const type = field.message ?? field.enum;
  return type && type.typeName !== TIMESTAMP ? [type] : [];
};

/** The schemas of these messages and of all that they hold, by full name. */
export const schemasOf = (messages: readonly DescMessage[]): Record<string, Schema> => {
  const schemas: Record<string, Schema> = {};
  const queue: (DescMessage | DescEnum)[] = [...messages];
  for (let type = queue.shift(); type; type = queue.shift()) {
    if (schemas[type.typeName]) continue;
    schemas[type.typeName] = type.kind === 'enum' ? enumSchema(type) : messageSchema(type);
    if (type.kind === 'message') queue.push(...type.fields.flatMap(typesOf));
  }
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
};
