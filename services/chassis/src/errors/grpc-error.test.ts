import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { fromGrpcError, toGrpcStatus } from './grpc-error';

const bare = (code: status, details: string): ServiceError =>
  Object.assign(new Error(details), { code, details, metadata: new Metadata() });

describe('a status without our details', () => {
  test('of a connection that broke under a call is an outage, not a fault', () => {
    const details = 'Received RST_STREAM with code 2 triggered by internal client error: write EPIPE';
    expect(fromGrpcError(bare(status.INTERNAL, details)).kind).toBe('unavailable');
  });

  test('that tells of a fault remains one', () => {
    expect(fromGrpcError(bare(status.INTERNAL, 'Error deserializing response')).kind).toBe('internal');
  });
});

test('a fault of a service remains one, whatever its words', () => {
  const { code, details, metadata } = toGrpcStatus(new Error('socket'));
  expect(fromGrpcError(Object.assign(new Error(details), { code, details, metadata } as ServiceError)).kind).toBe(
    'internal',
  );
});
