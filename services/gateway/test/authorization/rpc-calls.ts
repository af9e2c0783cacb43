import { fromGrpcError } from '@creneau/chassis';
import { stackVariable } from '@creneau/chassis/testing';
import { BookingServiceService } from '@creneau/proto/booking/v1/service';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { NotificationServiceService } from '@creneau/proto/notification/v1/service';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import { PaymentServiceService } from '@creneau/proto/payment/v1/service';
import { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';

interface Method {
  readonly path: string;
  readonly requestSerialize: (message: never) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => unknown;
}

/** The RPCs of every service, as the protos have them. */
export const DEFINITIONS: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  identity: IdentityServiceService,
  'office-config': OfficeConfigServiceService,
  scheduling: SchedulingServiceService,
  booking: BookingServiceService,
  notification: NotificationServiceService,
  payment: PaymentServiceService,
};

const clients = new Map<string, Client>();

export const closeClients = (): void => {
  for (const client of clients.values()) client.close();
  clients.clear();
};

const clientOf = (service: string): Client => {
  const address = stackVariable(`${service.toUpperCase().replace('-', '_')}_ADDR`);
  const client = clients.get(service) ?? new Client(address, credentials.createInsecure());
  clients.set(service, client);
  return client;
};

/** The two credentials of a call. */
export interface Tokens {
  readonly service?: string | undefined;
  readonly person?: string | undefined;
}

/** What an RPC answers: `ok`, or the kind and the code of its refusal. */
export const call = (service: string, rpc: string, request: unknown, tokens: Tokens): Promise<string> => {
  const method = DEFINITIONS[service]?.[rpc];
  if (!method) throw new Error(`no definition of ${service}.${rpc}`);
  const metadata = new Metadata();
  if (tokens.service) metadata.set('authorization', `Bearer ${tokens.service}`);
  if (tokens.person) metadata.set('x-creneau-person', tokens.person);
  return new Promise((resolve) => {
    // On the wire an answer in one piece is one of parts as well.
    const answer = clientOf(service).makeServerStreamRequest(
      method.path,
      (message: unknown) => method.requestSerialize(message as never),
      method.responseDeserialize,
      request,
      metadata,
      { deadline: Date.now() + 10_000 },
    );
    answer.on('error', (error: ServiceError) => {
      const { kind, code } = fromGrpcError(error);
      resolve(`${kind} ${code}`);
    });
    answer.on('status', ({ code }) => {
      if (code === status.OK) resolve('ok');
    });
    answer.resume();
  });
};
