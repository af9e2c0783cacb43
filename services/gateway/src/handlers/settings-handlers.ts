import { AppError, invalid } from '@creneau/chassis';
import { addPatientEmails, listPatientEmails, removePatientEmail } from '../api/patient-emails';
import { banPatient, searchPatients, unbanPatient } from '../api/patients';
import { addReason, listReasons, removeReason } from '../api/reasons';
import { getSettings, listSettingsVersions, putSettings } from '../api/settings';
import { type Route, route } from '../http/router';
import type { Services } from '../outbound/clients';
import { utcInstant } from '../views/office-time';
import { reasonView, settingsMessage, settingsView } from '../views/settings-view';
import { present, textOrNull } from '../views/visit-view';
import { inOffice } from './in-office';
import type { OfficeDirectory } from './office-directory';

interface Deps {
  readonly services: Pick<Services, 'booking' | 'identity' | 'officeConfig'>;
  readonly offices: OfficeDirectory;
}

/** The message holds the document under `settings`; the API's document is the body itself. */
const ofTheDocument = (error: unknown): unknown =>
  error instanceof AppError && error.kind === 'invalid'
    ? invalid(error.fields.map((fault) => ({ ...fault, field: fault.field.replace(/^settings\./, '') })))
    : error;

export const settingsRoutes = ({ services: { identity, officeConfig }, offices }: Deps): Route[] => [
  route(
    getSettings,
    inOffice(offices, async ({ params: { officeId }, query }, { rpc }) => {
      const { settings } = await officeConfig.getSettings({ officeId, version: query.version ?? 0 }, rpc);
      return settingsView(present(settings));
    }),
  ),

  route(
    putSettings,
    inOffice(offices, async ({ params: { officeId }, body }, { rpc }) => {
      const { settings, effectiveFrom } = await officeConfig
        .saveSettings({ officeId, expectedVersion: body.version, settings: settingsMessage(officeId, body) }, rpc)
        .catch((error: unknown) => {
          throw ofTheDocument(error);
        });
      return { ...settingsView(present(settings)), effectiveFrom: textOrNull(effectiveFrom) };
    }),
  ),

  route(
    listSettingsVersions,
    inOffice(offices, async ({ params: { officeId } }, { rpc }) => {
      const [{ versions }, { members }] = await Promise.all([
        officeConfig.listSettingsVersions({ officeId }, rpc),
        identity.listOfficeStaff({ officeId }, rpc),
      ]);
      const people = new Map(members.flatMap(({ person }) => (person ? [[person.id, person] as const] : [])));
      return {
        versions: versions.map(({ version, savedAt, authorId, changed }) => {
          const author = people.get(authorId);
          return {
            version,
            savedAt: utcInstant(savedAt),
            changed,
            author: author ? { id: author.id, lastName: author.lastName, firstName: author.firstName } : null,
          };
        }),
      };
    }),
  ),
];

export const reasonRoutes = ({ services: { officeConfig }, offices }: Deps): Route[] => [
  route(
    listReasons,
    inOffice(offices, async ({ params: { officeId } }, { rpc }) => {
      const { reasons } = await officeConfig.listReasons({ officeId }, rpc);
      return { reasons: reasons.map(reasonView) };
    }),
  ),
  route(
    addReason,
    inOffice(offices, async ({ params: { officeId }, body }, { rpc }) => {
      const { reason } = await officeConfig.addReason({ officeId, text: body.text }, rpc);
      return reasonView(present(reason));
    }),
  ),
  route(
    removeReason,
    inOffice(offices, async ({ params }, { rpc }) => {
      await officeConfig.removeReason(params, rpc);
    }),
  ),
];

export const patientRoutes = ({ services: { booking, officeConfig }, offices }: Deps): Route[] => [
  route(
    listPatientEmails,
    inOffice(offices, async ({ params: { officeId } }, { rpc }) => {
      const { emails } = await officeConfig.listEmails({ officeId }, rpc);
      return { emails: emails.map(({ email, addedAt }) => ({ email, addedAt: utcInstant(addedAt) })) };
    }),
  ),
  route(
    addPatientEmails,
    inOffice(offices, async ({ params: { officeId }, body }, { rpc }) =>
      officeConfig.addEmails({ officeId, emails: body.emails }, rpc),
    ),
  ),
  route(
    removePatientEmail,
    inOffice(offices, async ({ params: { officeId }, body: { email } }, { rpc }) => {
      await officeConfig.removeEmail({ officeId, email }, rpc);
    }),
  ),
  route(
    searchPatients,
    inOffice(offices, async ({ params: { officeId }, body }, { rpc }) => {
      const { patients } = await booking.searchPatients({ officeId, query: body.q }, rpc);
      return { patients };
    }),
  ),
  route(
    banPatient,
    inOffice(offices, async ({ params }, { rpc }) => {
      await booking.banPatient(params, rpc);
    }),
  ),
  route(
    unbanPatient,
    inOffice(offices, async ({ params }, { rpc }) => {
      await booking.unbanPatient(params, rpc);
    }),
  ),
];
