import { join } from 'node:path';
import { type Container, contained, makeNetwork } from './containers';
import { componentUrls } from './environment';
import { kafka, probeKafka } from './kafka';
import { keycloak, probeKeycloak } from './keycloak';
import { mail, probeMail } from './mail';
import { mongodb, probeMongodb } from './mongodb';
import { postgres, probePostgres } from './postgres';
import { probeRedis, redis } from './redis';
import type { Secrets } from './secrets';
import { port, type StackSettings } from './settings';
import type { Unit } from './unit';

const native = (settings: StackSettings, secrets: Secrets) => ({
  postgres: postgres(settings, secrets),
  mongodb: mongodb(settings, secrets),
  keycloak: keycloak(settings, secrets),
  kafka: kafka(settings),
  redis: redis(settings),
  mail: mail(settings),
});

type Name = keyof ReturnType<typeof native>;

const images = (settings: StackSettings, secrets: Secrets): Record<Name, Container> => ({
  postgres: {
    image: 'postgres:18',
    command: ['postgres', '-c', 'max_connections=200'],
    environment: { POSTGRES_PASSWORD: secrets.postgres },
    ports: [[5432, port(settings, 'postgres')]],
    keeps: '/var/lib/postgresql',
  },
  mongodb: { image: 'mongo:8', ports: [[27017, port(settings, 'mongodb')]], keeps: '/data/db' },
  keycloak: {
    image: 'quay.io/keycloak/keycloak:26.7.3',
    command: [
      'start',
      '--db=postgres',
      '--cache=local',
      '--http-enabled=true',
      '--health-enabled=true',
      `--hostname=http://localhost:${port(settings, 'keycloak')}`,
      '--spi-brute-force-protector--default-brute-force-detector--allow-concurrent-requests=true',
    ],
    environment: {
      PUBLIC_URL: `http://localhost:${port(settings, 'gateway')}`,
      KC_DB_URL: 'jdbc:postgresql://postgres:5432/creneau_keycloak',
      KC_DB_USERNAME: 'creneau_keycloak',
      KC_DB_PASSWORD: secrets.databases.keycloak,
      KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
      KC_BOOTSTRAP_ADMIN_PASSWORD: secrets.keycloakAdmin,
    },
    ports: [
      [8080, port(settings, 'keycloak')],
      [9000, port(settings, 'keycloakManagement')],
    ],
    folders: [[join(settings.root, 'services/identity/keycloak/theme/creneau'), '/opt/keycloak/themes/creneau']],
  },
  kafka: {
    image: 'apache/kafka:4.3.1',
    environment: {
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_LISTENERS: 'PLAINTEXT://0.0.0.0:9092,CONTROLLER://0.0.0.0:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://localhost:${port(settings, 'kafka')}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LOG_DIRS: '/var/lib/kafka/data',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '1000',
    },
    ports: [[9092, port(settings, 'kafka')]],
    keeps: '/var/lib/kafka/data',
  },
  redis: {
    image: 'valkey/valkey:9',
    command: ['valkey-server', '--appendonly', 'yes'],
    ports: [[6379, port(settings, 'redis')]],
    keeps: '/data',
  },
  mail: {
    image: 'maildev/maildev:3.0.0',
    ports: [
      [1025, port(settings, 'smtp')],
      [1080, port(settings, 'mail')],
    ],
  },
});

/** Servers that somebody else runs: only asked whether they answer. Their realm and databases are that person's. */
const external = (settings: StackSettings, secrets: Secrets): Unit[] => {
  const urls = componentUrls(settings, secrets);
  const probes: Record<Name, readonly [string, () => Promise<void>]> = {
    postgres: [urls.POSTGRES_URL, () => probePostgres(urls.POSTGRES_URL)],
    mongodb: [urls.MONGODB_URL, () => probeMongodb(urls.MONGODB_URL)],
    keycloak: [urls.KEYCLOAK_URL, () => probeKeycloak(urls.KEYCLOAK_URL)],
    kafka: [urls.KAFKA_BROKERS, () => probeKafka(urls.KAFKA_BROKERS.split(','))],
    redis: [urls.REDIS_URL, () => probeRedis(urls.REDIS_URL)],
    mail: [urls.MAIL_URL, () => probeMail(urls.MAIL_URL)],
  };
  return Object.entries(native(settings, secrets)).map(([name, unit]) => {
    const [url, probe] = probes[name as Name];
    const shown = url.includes('://') ? `${new URL(url).protocol}//${new URL(url).host}` : url;
    return { ...unit, url: shown, ports: [], needs: [], prepare: undefined, settle: undefined, elsewhere: true, probe };
  });
};

/** Every real component of the stack, those that others need first, from wherever INFRA says. */
export const components = (settings: StackSettings, secrets: Secrets): Unit[] => {
  if (settings.infra === 'external') return external(settings, secrets);
  const own = native(settings, secrets);
  if (settings.infra === 'native') return Object.values(own);
  const [network, containers] = [makeNetwork(), images(settings, secrets)];
  return Object.entries(own).map(([name, unit]) =>
    contained(
      { ...unit, needs: name === 'keycloak' ? ['postgres'] : [] },
      settings.data,
      network,
      containers[name as Name],
    ),
  );
};
