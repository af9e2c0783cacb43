import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Complaint } from './complaint';
import { isTaken } from './port-holder';

/** Where the real components come from: own copies, Docker containers, or servers somebody else runs. */
export type Infra = 'native' | 'containers' | 'external';

/** What one stack is: which clone, which folders, which ports. */
export interface StackSettings {
  /** The clone. */
  readonly root: string;
  /** Downloads and builds, shared by every clone of this machine. */
  readonly cache: string;
  /** Everything this stack stores: databases, logs, secrets, run files. */
  readonly data: string;
  readonly portOffset: number;
  readonly infra: Infra;
  /** False only for test stacks: a power cut may lose data, and everything is faster. */
  readonly durable: boolean;
  /** So many processes of each service that can share its work. */
  readonly replicas: Replicas;
  /** Where services send their traces, when somewhere. */
  readonly tracesUrl: string | undefined;
}

/**
 * All below those that Linux gives to outgoing connections (32768 and up), of which one would hold a server's port now and then:
 * so are those of the tests and benches beside a stack, unless it was moved far itself.
 */
const basePorts = {
  gateway: 8080,
  keycloak: 8081,
  keycloakManagement: 8082,
  kafka: 9092,
  kafkaController: 9093,
  smtp: 1025,
  mail: 1080,
  postgres: 15432,
  mongodb: 27017,
  redis: 6379,
  traces: 4318,
  identity: 9151,
  officeConfig: 9152,
  scheduling: 9153,
  booking: 9154,
  notification: 9155,
  payment: 9156,
  identityAdmin: 9101,
  officeConfigAdmin: 9102,
  schedulingAdmin: 9103,
  bookingAdmin: 9104,
  notificationAdmin: 9105,
  paymentAdmin: 9106,
};

export type PortName = keyof typeof basePorts;

/** How many processes of a service there may be; each has ports of its own, ten above those of the one before. */
export const REPLICAS = [1, 2, 3] as const;
/** So many, or the first, second or third of them. */
export type Replicas = (typeof REPLICAS)[number];
export const replicasUpTo = (last: Replicas): Replicas[] => REPLICAS.filter((replica) => replica <= last);
/** The services of which a stack may run several. */
export const replicable = ['scheduling', 'booking', 'notification'] as const;

const baseOf = (name: PortName, replica: Replicas): number => basePorts[name] + 10 * (replica - 1);

/** The port of a server in this stack. */
export const port = (settings: StackSettings, name: PortName, replica: Replicas = 1): number =>
  baseOf(name, replica) + settings.portOffset;

const infraOf = (value: string | undefined): Infra => {
  if (value === undefined || value === '' || value === 'native') return 'native';
  if (value === 'containers' || value === 'external') return value;
  throw new Complaint(`INFRA is native, containers or external, not "${value}".`);
};

const replicasOf = (value: string | undefined): Replicas => {
  const replicas = REPLICAS.find((known) => known === Number(value || 1));
  if (!replicas) throw new Complaint(`CRENEAU_REPLICAS is ${REPLICAS.join(', ')}, not "${value}".`);
  return replicas;
};

const offsetOf = (value: string | undefined): number => {
  const offset = Number(value || 0);
  const [lowest, highest] = [Math.min(...Object.values(basePorts)), Math.max(...Object.values(basePorts))];
  if (!Number.isInteger(offset) || lowest + offset < 1 || highest + offset > 65535) {
    throw new Complaint(`CRENEAU_PORT_OFFSET is a whole number from ${1 - lowest} to ${65535 - highest}.`);
  }
  return offset;
};

/** PostgreSQL gives up root's rights and must still reach its data, so root's stacks do not live in root's home. */
const defaultData = (root: string): string => {
  const clone = `${basename(root)}-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`;
  return process.getuid?.() === 0 ? join('/var/lib/creneau', clone) : join(homedir(), '.local/share/creneau', clone);
};

/** Reads the settings of this clone's stack from the environment. */
export const readSettings = (env: NodeJS.ProcessEnv = process.env): StackSettings => {
  const root = resolve(import.meta.dirname, '../..');
  return {
    root,
    cache: resolve(env.CRENEAU_CACHE || join(homedir(), '.cache/creneau')),
    data: resolve(env.CRENEAU_DATA || defaultData(root)),
    portOffset: offsetOf(env.CRENEAU_PORT_OFFSET),
    infra: infraOf(env.INFRA),
    durable: true,
    replicas: replicasOf(env.CRENEAU_REPLICAS),
    tracesUrl: env.OTEL_EXPORTER_OTLP_ENDPOINT || undefined,
  };
};

const portsOfReplicas = REPLICAS.flatMap((replica) =>
  replicable.flatMap((name) => [baseOf(name, replica), baseOf(`${name}Admin`, replica)]),
);
const portsWith = (offset: number): number[] =>
  [...new Set([...Object.values(basePorts), ...portsOfReplicas])].map((base) => base + offset);

/** The first offset from here on whose ports are all free. */
const freeOffset = async (from: number): Promise<number> => {
  for (let offset = from; offset < from + 1000; offset += 100) {
    const taken = await Promise.all(portsWith(offset).map(isTaken));
    if (!taken.includes(true)) return offsetOf(String(offset));
  }
  throw new Complaint(`No free ports for another stack with an offset from ${from} to ${from + 900}.`);
};

/** Where tests of this clone keep their stack. */
export const testData = (settings: StackSettings): string => `${settings.data}-test`;

/** The settings of the stack that tests use beside a running one: own data, own ports, nothing to keep. */
export const testSettings = async (settings: StackSettings): Promise<StackSettings> => {
  const portOffset = await freeOffset(settings.portOffset + 3_000);
  const tracesUrl = `http://localhost:${basePorts.traces + portOffset}`;
  return { ...settings, data: testData(settings), portOffset, durable: false, tracesUrl };
};

/** Where the benches of this clone keep their stack. */
export const benchData = (settings: StackSettings): string => `${settings.data}-bench`;

/** The settings of the stack that benches measure: own data, own ports, as durable as one that people use. */
export const benchSettings = async (settings: StackSettings): Promise<StackSettings> => {
  const portOffset = await freeOffset(settings.portOffset + 4_000);
  return { ...settings, data: benchData(settings), portOffset, tracesUrl: undefined };
};
