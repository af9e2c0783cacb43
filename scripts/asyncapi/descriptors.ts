import { join } from 'node:path';
import {
  createFileRegistry,
  type DescEnum,
  type DescField,
  type DescFile,
  type DescMessage,
  fromBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { execa } from 'execa';

/** Where a `.proto` puts the number of what is commented: see SourceCodeInfo in google/protobuf/descriptor.proto. */
const PACKAGE = [2];
const MESSAGE = 4;
const ENUM = 5;
const FIELD = 2;

/** The files of events with their messages and comments. */
export const readEventFiles = async (root: string): Promise<DescFile[]> => {
  const buf = join(root, 'node_modules/.bin/buf');
  const { stdout } = await execa(buf, ['build', 'proto', '--as-file-descriptor-set', '-o', '-'], {
    cwd: root,
    encoding: 'buffer',
  });
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, stdout));
  return [...registry.files].filter(({ name }) => name.endsWith('/events')).sort((a, b) => (a.name < b.name ? -1 : 1));
};

const commentAt = ({ proto }: DescFile, path: readonly number[]): string | undefined => {
  const place = path.join();
  const location = proto.sourceCodeInfo?.location.find((candidate) => candidate.path.join() === place);
  const text = (location?.leadingComments ?? '').trim().replace(/\s*\n\s*/g, ' ');
  return text === '' ? undefined : text;
};

export const packageComment = (file: DescFile): string | undefined => commentAt(file, PACKAGE);

export const messageComment = ({ file, proto }: DescMessage): string | undefined =>
  commentAt(file, [MESSAGE, file.proto.messageType.indexOf(proto)]);

export const enumComment = ({ file, proto }: DescEnum): string | undefined =>
  commentAt(file, [ENUM, file.proto.enumType.indexOf(proto)]);

export const valueComment = ({ file, proto }: DescEnum, index: number): string | undefined =>
  commentAt(file, [ENUM, file.proto.enumType.indexOf(proto), FIELD, index]);

export const fieldComment = ({ parent, proto }: DescField): string | undefined =>
  commentAt(parent.file, [
    MESSAGE,
    parent.file.proto.messageType.indexOf(parent.proto),
    FIELD,
    parent.proto.field.indexOf(proto),
  ]);
