import * as appointments from './appointments';
import type { EndpointDeclaration } from './endpoint';
import * as me from './me';
import * as offices from './offices';
import * as patientEmails from './patient-emails';
import * as patients from './patients';
import * as planning from './planning';
import * as reasons from './reasons';
import * as registration from './registration';
import * as settings from './settings';

const isEndpoint = (value: object): value is EndpointDeclaration =>
  'id' in value && 'method' in value && 'success' in value;

/** Every endpoint of the API, area by area. */
export const ENDPOINTS: readonly EndpointDeclaration[] = [
  registration,
  me,
  offices,
  appointments,
  planning,
  settings,
  reasons,
  patientEmails,
  patients,
].flatMap((area) =>
  Object.values(area).filter((value): value is EndpointDeclaration => typeof value === 'object' && isEndpoint(value)),
);
