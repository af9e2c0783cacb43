import { type ClientName, type DatabaseName, databaseNames } from './secrets';
import { type PortName, REPLICAS, type Replicas, replicable, replicasUpTo, type StackSettings } from './settings';

/** One service of Créneau as this machine runs it. */
export interface Service {
  /** Its name to `npm run ps`, its folder under services/, and its Keycloak client `creneau-<name>`. */
  readonly name: Exclude<ClientName, 'web' | 'reader'>;
  /** Of the second, which `npm run ps` calls `<name>-2`, and the third: each has ports of its own. */
  readonly replica?: Replicas;
  readonly grpcPort?: PortName;
  readonly adminPort?: PortName;
  readonly httpPort?: PortName;
  /** The variables of the environment it reads beside those that every service gets. */
  readonly needs: readonly (
    | 'MONGODB_URL'
    | 'SMTP_URL'
    | 'MAIL_FROM'
    | 'KEYCLOAK_ADMIN_URL'
    | 'WEB_CLIENT_ID'
    | 'WEB_CLIENT_SECRET'
    | 'SESSION_SECRET'
    | 'CAPTCHA_SECRET'
    | 'DEMO_OFFICE'
    | 'MAX_OPEN_VISITS_PER_OFFICE'
  )[];
}

/** In the order of their start; each waits for nothing but the components. */
export const services: readonly Service[] = [
  { name: 'identity', grpcPort: 'identity', adminPort: 'identityAdmin', needs: ['KEYCLOAK_ADMIN_URL'] },
  { name: 'office-config', grpcPort: 'officeConfig', adminPort: 'officeConfigAdmin', needs: ['MONGODB_URL'] },
  { name: 'scheduling', grpcPort: 'scheduling', adminPort: 'schedulingAdmin', needs: [] },
  {
    name: 'booking',
    grpcPort: 'booking',
    adminPort: 'bookingAdmin',
    needs: ['MAX_OPEN_VISITS_PER_OFFICE'],
  },
  { name: 'payment', grpcPort: 'payment', adminPort: 'paymentAdmin', needs: [] },
  { name: 'notification', grpcPort: 'notification', adminPort: 'notificationAdmin', needs: ['SMTP_URL', 'MAIL_FROM'] },
  {
    name: 'gateway',
    httpPort: 'gateway',
    needs: ['WEB_CLIENT_ID', 'WEB_CLIENT_SECRET', 'SESSION_SECRET', 'CAPTCHA_SECRET', 'DEMO_OFFICE'],
  },
];

/** Every service process of a stack. */
export const servicesOf = ({ replicas }: StackSettings): readonly Service[] => [
  ...services,
  ...services.filter(isReplicable).flatMap((service) =>
    replicasUpTo(replicas)
      .slice(1)
      .map((replica) => ({ ...service, replica })),
  ),
];

const isReplicable = ({ name }: Service): boolean => replicable.some((known) => known === name);

export const processName = ({ name, replica = 1 }: Pick<Service, 'name' | 'replica'>): string =>
  replica === 1 ? name : `${name}-${replica}`;

/** What the processes of a service may be called. */
export const processNames = (name: Service['name']): readonly string[] =>
  REPLICAS.map((replica) => processName({ name, replica }));

/** The Postgres database of a service, when it has one. */
export const databaseOf = (service: Service): DatabaseName | undefined =>
  databaseNames.find((name) => name === service.name);
