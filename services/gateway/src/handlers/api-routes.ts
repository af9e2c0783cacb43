import type { Affiliations, Clock, Logger, RememberedAnswers, TokenVerifier } from '@creneau/chassis';
import type { Captcha } from '../captcha/captcha';
import type { Representation } from '../http/representation';
import type { Route } from '../http/router';
import type { RateLimit } from '../limits/rate-limits';
import type { LiveHub } from '../live/live-hub';
import type { Services } from '../outbound/clients';
import type { Sessions } from '../session/sessions';
import { appointmentRoutes } from './appointment-handlers';
import { followUpRoutes } from './follow-up-handlers';
import { liveRoutes } from './live-handler';
import { meRoutes } from './me-handlers';
import type { OfficeDirectory } from './office-directory';
import { officeRoutes } from './office-handlers';
import { planningRoutes } from './planning-handlers';
import { registrationRoutes } from './registration-handlers';
import { patientRoutes, reasonRoutes, settingsRoutes } from './settings-handlers';

export interface ApiDeps {
  readonly services: Services;
  readonly offices: OfficeDirectory;
  readonly affiliations: Affiliations;
  readonly freeTime: RememberedAnswers<Representation>;
  readonly nearestStarts: RememberedAnswers<string[]>;
  readonly hub: LiveHub;
  readonly captcha: Captcha;
  readonly limitRegistrations: RateLimit;
  readonly limitCaptchas: RateLimit;
  readonly limitBookings: RateLimit;
  readonly sessions: Sessions;
  readonly verifier: TokenVerifier;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Every endpoint of the API with what answers it. */
export const apiRoutes = (deps: ApiDeps): Route[] => [
  ...registrationRoutes(deps),
  ...meRoutes(deps.services),
  ...officeRoutes(deps),
  ...appointmentRoutes(deps),
  ...followUpRoutes(deps.services),
  ...planningRoutes(deps),
  ...settingsRoutes(deps),
  ...reasonRoutes(deps),
  ...patientRoutes(deps),
  ...liveRoutes(deps),
];
