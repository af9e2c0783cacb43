import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { Counter } from 'prom-client';
import type { TokenSource } from '../auth/service-token';
import { AppError, overloaded } from '../errors/app-error';
import { fromGrpcError } from '../errors/grpc-error';
import type { Life } from '../lifecycle/life';
import { until } from './deadline';
import './draining';
import { type Definition, PERSON_TOKEN, type Request, type Response, SERVICE_TOKEN, type Streamed } from './definition';
import type { Call } from './server';

/** On whose behalf, and how long to wait at most. A deadline that came with the call being served is never exceeded. */
export interface CallOptions {
  /** Hands on the person and the deadline of the call being served. */
  within?: Pick<Call, 'person' | 'deadline'>;
  /** The person's access token, where there is no call being served. */
  personToken?: string | undefined;
  timeoutMs?: number;
}

export type RpcClient<D extends Definition> = {
  readonly [Rpc in keyof D]: D[Rpc] extends Streamed
    ? (request: Request<D[Rpc]>, options: CallOptions, receive: (response: Response<D[Rpc]>) => void) => Promise<void>
    : (request: Request<D[Rpc]>, options?: CallOptions) => Promise<Response<D[Rpc]>>;
};

const DEFAULT_TIMEOUT_MS = 5_000;
/** A server that vanished without a word is noticed so soon, and five seconds later. */
const KEEPALIVE_MS = 20_000;
/** What says nothing of the other side: no connection, or no answer in time. */
const UNANSWERED: ReadonlySet<AppError['kind']> = new Set(['unavailable', 'timeout']);

/** What may be asked again as if it had never been asked. */
const READS = /^(get|list|find|search|snapshot)/;
/** Nobody may be told that it was refused: it may have been done, or be done yet. */
const unknown = (cause: AppError): AppError =>
  new AppError('timeout', 'in_progress', 'There was no answer in time: it may have been done.', { cause });

const late = new Counter({
  name: 'creneau_grpc_client_overloaded_total',
  help: 'Calls that had no answer in time from a service that answered others meanwhile',
  labelNames: ['rpc'],
});

interface ClientDeps<D extends Definition> {
  life: Life;
  definition: D;
  /** For instance `dns:///scheduling:50053`: every address behind the name gets its share. */
  address: string;
  serviceToken: TokenSource;
  /** RPCs that may be sent again when the connection failed. Others, and what was answered, are never repeated. */
  idempotent: readonly (keyof D & string)[];
  keepaliveMs?: number;
}

/**
 * A client whose every call carries the two credentials and a deadline, and whose errors are {@link AppError}s.
 * No answer in time, though the service answered others meanwhile, is `limited` (overloaded) for what only reads and `timeout`
 * (in_progress) for what writes; else `timeout`.
 */
export const openGrpcClient = async <D extends Definition>(deps: ClientDeps<D>): Promise<RpcClient<D>> => {
  const channel = await deps.life.open(
    `client of ${deps.address}`,
    () =>
      new Client(deps.address, credentials.createInsecure(), {
        'grpc.service_config': JSON.stringify(serviceConfig(deps.definition, deps.idempotent)),
        'grpc.keepalive_time_ms': deps.keepaliveMs ?? KEEPALIVE_MS,
        'grpc.keepalive_timeout_ms': 5_000,
        'grpc.max_reconnect_backoff_ms': 1_000,
        'grpc.initial_reconnect_backoff_ms': 100,
        'grpc.dns_min_time_between_resolutions_ms': 1_000,
      }),
    (client) => client.close(),
  );

  let answered = 0;
  const call =
    (rpc: keyof D & string) =>
    async (request: unknown, options: CallOptions = {}, receive?: (response: unknown) => void): Promise<unknown> => {
      const method = deps.definition[rpc];
      if (!method) throw new Error(`no such RPC: ${rpc}`);
      const deadlineMs = deadline(options);
      const answeredBefore = answered;
      const metadata = new Metadata();
      metadata.set(SERVICE_TOKEN, `Bearer ${await until(deadlineMs, deps.serviceToken())}`);
      const personToken = options.personToken ?? options.within?.person?.token;
      if (personToken) metadata.set(PERSON_TOKEN, personToken);
      const { path, requestSerialize, responseDeserialize } = method;
      return new Promise((resolve, reject) => {
        const settle = (error: ServiceError | null, response?: unknown): void => {
          const fault = error ? fromGrpcError(error) : undefined;
          const isLate = fault?.kind === 'timeout' && answered > answeredBefore;
          if (isLate) late.inc({ rpc: path });
          else if (!fault || !UNANSWERED.has(fault.kind)) answered += 1;
          if (!fault) resolve(response);
          else if (!isLate) reject(fault);
          else reject(READS.test(rpc) ? overloaded('overloaded', { cause: fault }) : unknown(fault));
        };
        const patience = { deadline: deadlineMs };
        if (!method.responseStream) {
          channel.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, patience, settle);
          return;
        }
        const stream = channel.makeServerStreamRequest(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          metadata,
          patience,
        );
        // grpc-js ends a stream after its error too, and a cancelled one by an error.
        let isOver = false;
        const end = (done: () => void): void => {
          if (!isOver) done();
          isOver = true;
        };
        stream
          .on('data', (response) => {
            if (isOver) return;
            answered += 1;
            try {
              receive?.(response);
            } catch (error) {
              end(() => reject(error));
              stream.cancel();
            }
          })
          .on('error', (error: ServiceError) => end(() => settle(error)))
          .on('end', () => end(() => settle(null)));
      });
    };
  return Object.fromEntries(Object.keys(deps.definition).map((rpc) => [rpc, call(rpc)])) as RpcClient<D>;
};

const deadline = (options: CallOptions): number => {
  const own = Date.now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  return Math.min(own, options.within?.deadline?.getTime() ?? own);
};

const serviceConfig = <D extends Definition>(definition: D, idempotent: readonly (keyof D & string)[]) => ({
  loadBalancingConfig: [{ round_robin: {} }],
  methodConfig:
    idempotent.length === 0
      ? []
      : [
          {
            name: idempotent.map((rpc) => {
              const [, service, method] = (definition[rpc]?.path ?? '').split('/');
              return { service, method };
            }),
            retryPolicy: {
              maxAttempts: 4,
              initialBackoff: '0.05s',
              maxBackoff: '0.5s',
              backoffMultiplier: 3,
              retryableStatusCodes: ['UNAVAILABLE'],
            },
          },
        ],
});
