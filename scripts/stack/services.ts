import { type ClientName, type DatabaseName, databaseNames } from './secrets';
import type { PortName, StackSettings } from './settings';

/** One service of Créneau as this machine runs it. A second replica is an entry of its own, with ports of its own. */
export interface Service {
  /** Its name to `npm run ps`, its folder under services/, and its Keycloak client `creneau-<name>`. */
  readonly name: Exclude<ClientName, 'web' | 'reader'>;
  /** 2 for the second replica, which `npm run ps` calls `<name>-2`. */
  readonly replica?: 2;
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

/** What a replicated stack runs beside. */
const replicas: readonly Service[] = [
  { name: 'scheduling', replica: 2, grpcPort: 'schedulingReplica', adminPort: 'schedulingReplicaAdmin', needs: [] },
  {
    name: 'booking',
    replica: 2,
    grpcPort: 'bookingReplica',
    adminPort: 'bookingReplicaAdmin',
    needs: ['MAX_OPEN_VISITS_PER_OFFICE'],
  },
  {
    name: 'notification',
    replica: 2,
    grpcPort: 'notificationReplica',
    adminPort: 'notificationReplicaAdmin',
    needs: ['SMTP_URL', 'MAIL_FROM'],
  },
];

/** Every service process of a stack. */
export const servicesOf = (settings: StackSettings): readonly Service[] =>
  settings.replicated ? [...services, ...replicas] : services;

export const processName = ({ name, replica }: Service): string => (replica ? `${name}-${replica}` : name);

/** The Postgres database of a service, when it has one. */
export const databaseOf = (service: Service): DatabaseName | undefined =>
  databaseNames.find((name) => name === service.name);
