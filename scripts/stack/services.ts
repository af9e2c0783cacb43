import { type ClientName, type DatabaseName, databaseNames } from './secrets';
import type { PortName } from './settings';

/** One service of Créneau as this machine runs it. A second replica is a second entry with ports of its own. */
export interface Service {
  /** Its name to `npm run ps`, its folder under services/, and its Keycloak client `creneau-<name>`. */
  readonly name: Exclude<ClientName, 'web'>;
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

/** The Postgres database of a service, when it has one. */
export const databaseOf = (service: Service): DatabaseName | undefined =>
  databaseNames.find((name) => name === service.name);
