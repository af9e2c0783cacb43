import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { Logger } from 'pino';
import { Histogram } from 'prom-client';
import { authorize, type Caller, type Policy } from '../auth/policy';
import type { TokenVerifier } from '../auth/token-verifier';
import { AppError, unavailable } from '../errors/app-error';
import { toGrpcStatus } from '../errors/grpc-error';
import type { Health } from '../health/health';
import type { Life } from '../lifecycle/life';
import { startWorker } from '../lifecycle/worker';
import { type Definition, PERSON_TOKEN, type Request, type Response, SERVICE_TOKEN, type Streamed } from './definition';
import { watchStandstill } from './standstill';

const HEALTH_EVERY_MS = 1_000;
/** Who connects anew asks the DNS anew, and so shares its calls with the replicas that came since. */
const CONNECTION_AGE_MS = 60_000;
/** More than any caller waits for its answer. */
const CONNECTION_GRACE_MS = 35_000;
/** Kept back of a caller's patience, so that what became of the work still reaches her. */
const ANSWER_MS = 250;

/** What a handler knows of its caller besides the request. */
export interface Call extends Caller {
  /** When the answer must be on its way, a little before the caller stops waiting; undefined when it never does. */
  deadline: Date | undefined;
}

export type Handlers<D extends Definition> = {
  readonly [Rpc in keyof D]: D[Rpc] extends Streamed
    ? (request: Request<D[Rpc]>, call: Call, send: (response: Response<D[Rpc]>) => void) => Promise<void>
    : (request: Request<D[Rpc]>, call: Call) => Promise<Response<D[Rpc]>>;
};

const handled = new Histogram({
  name: 'creneau_grpc_server_seconds',
  help: 'Time to answer an RPC, by its outcome',
  labelNames: ['rpc', 'outcome'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});

/** One RPC service: its generated definition, its handlers, and the rule of each RPC. */
export interface Exposed {
  definition: Definition;
  handlers: Handlers<Definition>;
  policy: Policy<Definition>;
}

/** Ties the three together so that the compiler sees that they belong to one definition. */
export const expose = <D extends Definition>(definition: D, policy: Policy<D>, handlers: Handlers<D>): Exposed => ({
  definition,
  policy,
  handlers: handlers as unknown as Handlers<Definition>,
});

interface ServerDeps {
  port: number;
  life: Life;
  health: Health;
  log: Logger;
  verifier: TokenVerifier;
  connectionAgeMs?: number;
}

/**
 * Serves RPCs: checks the two credentials against the policy, translates errors once, measures, and drains on stop.
 * The standard health service says what /readyz says, and for the name `complete` what /readyz?complete says.
 */
export const openGrpcServer = async (deps: ServerDeps, ...services: readonly Exposed[]): Promise<number> => {
  const { life, health, log, verifier } = deps;
  const server = new Server({
    'grpc.max_concurrent_streams': 2_000,
    // Instead of pings, which would cut off the calls of a connection that ends (grpc/grpc-node#3068): none outlives these two.
    'grpc.max_connection_age_ms': deps.connectionAgeMs ?? CONNECTION_AGE_MS,
    'grpc.max_connection_age_grace_ms': CONNECTION_GRACE_MS,
  });
  const isLate = watchStandstill(life);
  for (const service of services) server.addService(service.definition, implement(service, { verifier, log, isLate }));

  const reported = new HealthImplementation({ '': 'NOT_SERVING', complete: 'NOT_SERVING' });
  reported.addToServer(server);
  const report = async (): Promise<void> => {
    const { serving, complete } = await health.faults();
    reported.setStatus('', statusOf(serving));
    reported.setStatus('complete', statusOf({ ...serving, ...complete }));
  };
  health.onPhase(() => void report());
  startWorker({ life, log, name: 'health', everyMs: HEALTH_EVERY_MS, round: report });

  return life.open(
    'gRPC server',
    () =>
      new Promise<number>((resolve, reject) => {
        server.bindAsync(`0.0.0.0:${deps.port}`, ServerCredentials.createInsecure(), (error, port) =>
          error ? reject(error) : resolve(port),
        );
      }),
    () =>
      new Promise<void>((resolve) => {
        const force = setTimeout(() => server.forceShutdown(), 8_000);
        server.tryShutdown(() => {
          clearTimeout(force);
          resolve();
        });
      }),
  );
};

const statusOf = (faults: object) => (Object.keys(faults).length === 0 ? 'SERVING' : 'NOT_SERVING');

type Unary = handleUnaryCall<unknown, unknown>;
type Streaming = handleServerStreamingCall<unknown, unknown>;
type UntypedCall = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;
type UntypedHandler = (request: unknown, call: Call, send?: (response: unknown) => void) => Promise<unknown>;

interface Serving extends Pick<ServerDeps, 'verifier' | 'log'> {
  isLate: () => boolean;
}

const GIVEN_UP: Partial<StatusObject> = { code: status.CANCELLED, details: 'cancelled' };

const implement = ({ definition, handlers, policy }: Exposed, { verifier, log, isLate }: Serving) => {
  /** Throws what refuses the call, as the status to send. */
  const answer = async (rpc: string, path: string, call: UntypedCall, send?: (response: unknown) => void) => {
    const end = handled.startTimer({ rpc: path });
    try {
      if (isLate()) throw unavailable('stood_still', 'This process stood still; ask again.');
      const caller = await authorize(policy[rpc], credentialsOf(call.metadata), verifier);
      const handler = handlers[rpc] as UntypedHandler | undefined;
      if (!handler) throw new Error(`no handler for ${path}`);
      const response = await handler(call.request, { ...caller, deadline: deadlineOf(call) }, send);
      end({ outcome: 'ok' });
      return response;
    } catch (error) {
      if (!(error instanceof AppError)) log.error({ err: error, rpc: path }, 'an RPC failed');
      else if (error.kind === 'unavailable')
        log.warn({ code: error.code, cause: String(error.cause ?? ''), rpc: path }, 'an RPC was refused');
      end({ outcome: error instanceof AppError ? error.kind : 'internal' });
      throw toGrpcStatus(error);
    }
  };

  return Object.fromEntries(
    Object.entries(definition).map(([rpc, { path, responseStream }]): [string, Unary | Streaming] => {
      const unary: Unary = (call, reply) =>
        void answer(rpc, path, call).then((response) => reply(null, response), reply);
      const streaming: Streaming = (call) =>
        void answer(rpc, path, call, (response) => call.write(response)).then(
          // A stream that was given up is closed already; told of that, what traces it ends its span.
          () => (call.cancelled ? call.emit('error', GIVEN_UP) : call.end()),
          (refusal) => call.emit('error', refusal),
        );
      return [rpc, responseStream ? streaming : unary];
    }),
  );
};

const credentialsOf = (metadata: Metadata) => {
  const bearer = metadata.get(SERVICE_TOKEN)[0]?.toString();
  return {
    serviceToken: bearer?.startsWith('Bearer ') ? bearer.slice(7) : undefined,
    personToken: metadata.get(PERSON_TOKEN)[0]?.toString(),
  };
};

const deadlineOf = (call: UntypedCall): Date | undefined => {
  const deadline = Number(call.getDeadline());
  if (!Number.isFinite(deadline)) return undefined;
  const patienceMs = deadline - Date.now();
  return new Date(deadline - Math.max(0, Math.min(ANSWER_MS, patienceMs / 10)));
};
