import {
  type Affiliations,
  type Call,
  type Handlers,
  intField,
  invalid,
  nextPageToken,
  pageFields,
  unauthenticated,
  uuidField,
  uuidFields,
} from '@creneau/chassis';
import type { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import type { Reason } from '../../domain/reasons';
import type { Settings } from '../../domain/settings';
import type { AddEmails, AddedEmails, RemoveEmail } from '../../use-cases/edit-emails';
import type { AddReason, RemoveReason } from '../../use-cases/edit-reasons';
import {
  bookingModeMessage,
  publicSettingsMessage,
  reasonModeMessage,
  settingsDraft,
  settingsMessage,
} from '../../use-cases/messages';
import type { makeReadConfiguration } from '../../use-cases/read-configuration';
import type { SavedSettings, SaveSettings } from '../../use-cases/save-settings';

/** Offices one call may ask the versions of. */
const MAX_OFFICES = 1_000;
const SNAPSHOT_PAGE = { usual: 100, max: 200 };
const MAX_VERSION = 1_000_000_000;

export interface UseCases {
  affiliations: Affiliations;
  read: ReturnType<typeof makeReadConfiguration>;
  saveSettings(cmd: SaveSettings): Promise<SavedSettings>;
  fixTimeZone(officeId: string): Promise<Settings>;
  addReason(cmd: AddReason): Promise<Reason>;
  removeReason(cmd: RemoveReason): Promise<void>;
  addEmails(cmd: AddEmails): Promise<AddedEmails>;
  removeEmail(cmd: RemoveEmail): Promise<void>;
}

export const makeHandlers = (use: UseCases): Handlers<OfficeConfigServiceService> => ({
  async getProfile(request) {
    const officeId = uuidField('officeId', request.officeId);
    const { settings, reasons } = await use.read.profile(officeId);
    return { settings: publicSettingsMessage(officeId, settings), reasons: [...reasons] };
  },

  async getSettings(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    await admitReaderOrService(use.affiliations, call, officeId);
    const version = intField('version', request.version, 0, MAX_VERSION);
    return { settings: settingsMessage(officeId, await use.read.settings(officeId, version)) };
  },

  async saveSettings(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    const person = await use.affiliations.requireOwner(call, officeId);
    if (!request.settings) throw invalid([{ field: 'settings', rule: 'required', message: 'is required' }]);
    const { settings, effectiveFrom } = await use.saveSettings({
      officeId,
      authorId: person.id,
      expectedVersion: intField('expectedVersion', request.expectedVersion, 0, MAX_VERSION),
      draft: settingsDraft(request.settings),
      deadline: call.deadline,
    });
    return { settings: settingsMessage(officeId, settings), effectiveFrom };
  },

  async listSettingsVersions(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    await use.affiliations.requireReader(call, officeId);
    const versions = await use.read.history(officeId);
    return {
      versions: versions.map(({ version, authorId, savedAt, changed }) => ({
        version,
        authorId,
        savedAt,
        changed: [...changed],
      })),
    };
  },

  async getCurrentVersions(request) {
    if (request.officeIds.length > MAX_OFFICES)
      throw invalid([{ field: 'officeIds', rule: 'too_many', message: `at most ${MAX_OFFICES} offices` }]);
    const versions = await use.read.versions(uuidFields('officeIds', request.officeIds), request.aboveVersion);
    return { versions: [...versions].map(([officeId, version]) => ({ officeId, version })) };
  },

  async fixTimeZone(request) {
    const officeId = uuidField('officeId', request.officeId);
    return { settings: settingsMessage(officeId, await use.fixTimeZone(officeId)) };
  },

  async getBookingTerms(request) {
    const officeId = uuidField('officeId', request.officeId);
    const { settings, reasons, emailListed } = await use.read.bookingTerms(officeId, request.verifiedEmail);
    return {
      bookingMode: bookingModeMessage(settings),
      emailListed,
      reasonMode: reasonModeMessage(settings),
      reasons: [...reasons],
      secretariatPhone: settings.secretariatPhone,
      timeZone: settings.timeZone,
      teleconsultationPriceCents: settings.teleconsultationPriceCents,
      settingsVersion: settings.version,
    };
  },

  async listReasons(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    await use.affiliations.requireReader(call, officeId);
    return { reasons: [...(await use.read.state(officeId)).reasons] };
  },

  async addReason(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    const person = await use.affiliations.requireOwner(call, officeId);
    return { reason: await use.addReason({ officeId, authorId: person.id, text: request.text }) };
  },

  async removeReason(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    const person = await use.affiliations.requireOwner(call, officeId);
    await use.removeReason({ officeId, authorId: person.id, reasonId: request.reasonId });
    return {};
  },

  async listEmails(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    await use.affiliations.requireReader(call, officeId);
    const { emails } = await use.read.state(officeId);
    return {
      emails: [...emails].map(([email, addedAt]) => ({ email, addedAt })).sort((a, b) => (a.email < b.email ? -1 : 1)),
    };
  },

  async addEmails(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    const person = await use.affiliations.requireStaff(call, officeId);
    return use.addEmails({ officeId, authorId: person.id, emails: request.emails });
  },

  async removeEmail(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    const person = await use.affiliations.requireStaff(call, officeId);
    await use.removeEmail({ officeId, authorId: person.id, email: request.email });
    return {};
  },

  async snapshotOffices(request) {
    const page = pageFields(request, SNAPSHOT_PAGE);
    const states = await use.read.page(page);
    return {
      offices: states.map(({ officeId, settings, reasons, emails, last }) => ({
        settings: publicSettingsMessage(officeId, settings),
        reasons: [...reasons],
        listed: emails.size,
        sequence: last,
      })),
      nextPageToken: nextPageToken(
        states.map(({ officeId }) => officeId),
        page,
      ),
    };
  },
});

/** Behind a person she must be staff; without one only a service that works on its own may read. */
const admitReaderOrService = async (affiliations: Affiliations, call: Call, officeId: string): Promise<void> => {
  if (call.person) await affiliations.requireReader(call, officeId);
  else if (call.service === 'gateway') throw unauthenticated('person_token_missing', 'A signed-in person is needed.');
};
