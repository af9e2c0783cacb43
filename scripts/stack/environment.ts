import { clockFileIn } from './clock-file';
import { Complaint } from './complaint';
import { databaseUrl, superuserUrl } from './postgres';
import { type ClientName, clientNames, type DatabaseName, databaseNames, type Secrets } from './secrets';
import { databaseOf, type Service } from './services';
import { type PortName, port, type replicable, replicasUpTo, type StackSettings } from './settings';

export type Environment = Record<string, string>;

/** With INFRA=external a server's address is whatever the caller's environment says, under the same name. */
const located = (settings: StackSettings, name: string, own: () => string): string => {
  if (settings.infra !== 'external') return own();
  const value = process.env[name];
  if (value) return value;
  throw new Complaint(`INFRA=external takes servers from the environment, and ${name} is not set.`);
};

const variable = (name: string): string => name.toUpperCase().replaceAll('-', '_');

/** A service's own database: its variable outside a service is DATABASE_URL_<SERVICE>. */
export const serviceDatabaseUrl = (settings: StackSettings, secrets: Secrets, name: DatabaseName): string =>
  located(settings, `DATABASE_URL_${variable(name)}`, () => databaseUrl(settings, secrets, name));

/** Where the components answer. */
export const componentUrls = (settings: StackSettings, secrets: Secrets) => {
  const at = (name: PortName): string => `localhost:${port(settings, name)}`;
  return {
    POSTGRES_URL: located(settings, 'POSTGRES_URL', () => superuserUrl(settings, secrets)),
    MONGODB_URL: located(settings, 'MONGODB_URL', () => `mongodb://${at('mongodb')}/creneau_office_config`),
    REDIS_URL: located(settings, 'REDIS_URL', () => `redis://${at('redis')}`),
    KAFKA_BROKERS: located(settings, 'KAFKA_BROKERS', () => at('kafka')),
    SMTP_URL: located(settings, 'SMTP_URL', () => `smtp://${at('smtp')}`),
    MAIL_URL: located(settings, 'MAIL_URL', () => `http://${at('mail')}`),
    KEYCLOAK_URL: located(settings, 'KEYCLOAK_URL', () => `http://${at('keycloak')}`),
  };
};

/** Where people reach Créneau. */
export const publicUrl = (settings: StackSettings): string => `http://localhost:${port(settings, 'gateway')}`;

const mailFrom = 'no-reply@creneau.localhost';

/** Where each service answers; with replicas, all of them, so that callers share their calls among them. */
const addresses = (settings: StackSettings): Environment => {
  const at = (name: PortName): string => `dns:///localhost:${port(settings, name)}`;
  const atAll = (name: (typeof replicable)[number]): string =>
    settings.replicas === 1
      ? at(name)
      : `ipv4:${replicasUpTo(settings.replicas).map((replica) => `127.0.0.1:${port(settings, name, replica)}`)}`;
  return {
    IDENTITY_ADDR: at('identity'),
    OFFICE_CONFIG_ADDR: at('officeConfig'),
    SCHEDULING_ADDR: atAll('scheduling'),
    BOOKING_ADDR: atAll('booking'),
    NOTIFICATION_ADDR: atAll('notification'),
    PAYMENT_ADDR: at('payment'),
  };
};

/** Facts of the stack that are no secret of one service. */
const sharedEnvironment = (settings: StackSettings, secrets: Secrets): Environment => {
  const urls = componentUrls(settings, secrets);
  return {
    ...addresses(settings),
    KAFKA_BROKERS: urls.KAFKA_BROKERS,
    REDIS_URL: urls.REDIS_URL,
    OIDC_ISSUER: `${urls.KEYCLOAK_URL}/realms/creneau`,
    PUBLIC_URL: publicUrl(settings),
    CLOCK_FILE: clockFileIn(settings.data),
  };
};

const wanted = (settings: StackSettings, secrets: Secrets): Environment => {
  const urls = componentUrls(settings, secrets);
  return {
    MONGODB_URL: urls.MONGODB_URL,
    SMTP_URL: urls.SMTP_URL,
    MAIL_FROM: mailFrom,
    KEYCLOAK_ADMIN_URL: `${urls.KEYCLOAK_URL}/admin/realms/creneau`,
    WEB_CLIENT_ID: 'creneau-web',
    WEB_CLIENT_SECRET: clientSecret(settings, secrets, 'web'),
    SESSION_SECRET: secrets.session,
    CAPTCHA_SECRET: secrets.captcha,
    DEMO_OFFICE: 'true',
    // Generous, since a developer books as one and the same person.
    MAX_OPEN_VISITS_PER_OFFICE: '100',
  };
};

/** All that one service reads, and no other service's secret. */
export const serviceEnvironment = (settings: StackSettings, secrets: Secrets, service: Service): Environment => {
  const database = databaseOf(service);
  const offered = wanted(settings, secrets);
  const needed = service.needs.map((name) => [name, offered[name] ?? '']);
  const ports = [
    ['GRPC_PORT', service.grpcPort],
    ['ADMIN_PORT', service.adminPort],
    ['HTTP_PORT', service.httpPort],
  ] as const;
  return {
    ...sharedEnvironment(settings, secrets),
    ...Object.fromEntries(needed),
    ...Object.fromEntries(
      ports.flatMap(([name, which]) => (which ? [[name, String(port(settings, which, service.replica))]] : [])),
    ),
    ...(database ? { DATABASE_URL: serviceDatabaseUrl(settings, secrets, database) } : {}),
    OIDC_CLIENT_ID: `creneau-${service.name}`,
    OIDC_CLIENT_SECRET: clientSecret(settings, secrets, service.name),
    LOG_LEVEL: process.env.LOG_LEVEL || 'info',
    NODE_ENV: 'development',
    OTEL_SERVICE_NAME: `creneau-${service.name}`,
    ...(settings.tracesUrl ? { OTEL_EXPORTER_OTLP_ENDPOINT: settings.tracesUrl } : {}),
    SHUTDOWN_GRACE_MS: '12000',
  };
};

const clientSecretVariable = (name: ClientName): string =>
  name === 'web' ? 'CRENEAU_WEB_SECRET' : `OIDC_SECRET_${variable(name)}`;

/** With INFRA=external Keycloak is somebody else's, and so are its clients' secrets. */
const clientSecret = (settings: StackSettings, secrets: Secrets, name: ClientName): string =>
  located(settings, clientSecretVariable(name), () => secrets.clients[name]);

/** The secrets of Keycloak's clients, under the names that the realm file's placeholders use. */
export const clientSecrets = (settings: StackSettings, secrets: Secrets): Environment =>
  Object.fromEntries(clientNames.map((name) => [clientSecretVariable(name), clientSecret(settings, secrets, name)]));

/** The values for the realm file's placeholders. */
export const realmEnvironment = (settings: StackSettings, secrets: Secrets): Environment => {
  // Containers reach each other by name on their own network.
  const smtp = new URL(
    settings.infra === 'containers' ? 'smtp://mail:1025' : componentUrls(settings, secrets).SMTP_URL,
  );
  return {
    ...clientSecrets(settings, secrets),
    PUBLIC_URL: publicUrl(settings),
    SMTP_HOST: smtp.hostname,
    SMTP_PORT: smtp.port || '25',
    MAIL_FROM: mailFrom,
  };
};

/** Everything, for tests and for a developer's own shell: superuser, every database, every client's secret. */
export const wholeEnvironment = (settings: StackSettings, secrets: Secrets): Environment => ({
  ...componentUrls(settings, secrets),
  ...sharedEnvironment(settings, secrets),
  ...wanted(settings, secrets),
  ...(settings.tracesUrl ? { TRACES_URL: settings.tracesUrl } : {}),
  CRENEAU_DATA: settings.data,
  CRENEAU_PORT_OFFSET: String(settings.portOffset),
  KEYCLOAK_ADMIN_USER: 'admin',
  KEYCLOAK_ADMIN_PASSWORD: secrets.keycloakAdmin,
  ...Object.fromEntries(
    databaseNames.map((name) => [`DATABASE_URL_${variable(name)}`, serviceDatabaseUrl(settings, secrets, name)]),
  ),
  ...clientSecrets(settings, secrets),
});
