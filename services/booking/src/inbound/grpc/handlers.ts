import {
  type Affiliations,
  type Call,
  type Handlers,
  instantField,
  intField,
  invalid,
  nextPageToken,
  pageFields,
  personOf,
  textField,
  uuidField,
  uuidFields,
} from '@creneau/chassis';
import type { BookingServiceService } from '@creneau/proto/booking/v1/service';
import type { Visit } from '../../domain/visit';
import type { OfficePatient } from '../../outbound/postgres/patient-repository';
import type { VisitPage, VisitSnapshot } from '../../outbound/postgres/snapshot-repository';
import type { BanPatient } from '../../use-cases/ban-patient';
import type { BookedVisit, BookVisit } from '../../use-cases/book-visit';
import type { CancelVisit } from '../../use-cases/cancel-visit';
import type { MarkAbsence } from '../../use-cases/mark-absence';
import { visitFacts, visitMessage } from '../../use-cases/messages';
import type { MoveVisit } from '../../use-cases/move-visit';
import type { makeReadVisits } from '../../use-cases/read-visits';
import type { SaveHomeVisits } from '../../use-cases/save-home-visits';
import { visitNotFound } from '../../use-cases/visit-guards';

const MAX_REASON = 200;
const MAX_PHONE = 40;
const MAX_KEY = 200;
const MAX_HOME_VISITS = 20_000;
const MAX_QUERY = 100;
/** Visits one call may ask for. */
const MAX_VISITS = 100;
const DEFAULT_WAIT_MS = 5_000;
const SNAPSHOT_PAGE = { usual: 500, max: 1_000 };
/** Kept back from the caller's deadline, so that the answer arrives before it. */
const ANSWER_MS = 250;

export interface UseCases {
  affiliations: Affiliations;
  bookVisit(cmd: BookVisit): Promise<BookedVisit>;
  cancelVisit(cmd: CancelVisit): Promise<Visit>;
  moveVisit(cmd: MoveVisit): Promise<Visit>;
  markAbsence(cmd: MarkAbsence): Promise<Visit>;
  read: ReturnType<typeof makeReadVisits>;
  saveHomeVisits(cmd: SaveHomeVisits): Promise<number>;
  searchPatients(officeId: string, query: string): Promise<OfficePatient[]>;
  banPatient(cmd: BanPatient): Promise<void>;
  snapshotVisits(page: VisitPage): Promise<VisitSnapshot[]>;
}

export const makeHandlers = (use: UseCases): Handlers<BookingServiceService> => {
  const worksFor = (call: Call) => (officeId: string) => use.affiliations.isStaff(call, officeId);
  /** To staff of other offices a visit is as unknown as one that does not exist. */
  const requireStaffOfVisit = (call: Call) => async (officeId: string) => {
    if (!(await use.affiliations.isStaff(call, officeId))) throw visitNotFound();
    return personOf(call);
  };
  const answer = async (visit: Visit) => ({ visit: visitMessage(await use.read.changed(visit.id)) });
  const ban = async (request: { officeId: string; patientId: string }, call: Call, banned: boolean) => {
    const officeId = uuidField('officeId', request.officeId);
    const patientId = uuidField('patientId', request.patientId);
    const { id } = await use.affiliations.requireStaff(call, officeId);
    await use.banPatient({ officeId, patientId, banned, byId: id });
    return {};
  };

  return {
    async bookVisit(request, call) {
      const booked = await use.bookVisit({
        person: personOf(call),
        officeId: uuidField('officeId', request.officeId),
        startsAt: startField(request.startsAt),
        reason: textField('reason', request.reason, MAX_REASON),
        phone: textField('phone', request.phone, MAX_PHONE),
        key: textField('idempotencyKey', request.idempotencyKey, MAX_KEY, 1),
        deadline: deadlineOf(call),
      });
      return { visit: visitMessage(booked) };
    },

    async cancelVisit(request, call) {
      const visit = await use.cancelVisit({
        visitId: uuidField('visitId', request.visitId),
        person: personOf(call),
        worksFor: worksFor(call),
        expectedVersion: request.expectedVersion,
      });
      return answer(visit);
    },

    async moveVisit(request, call) {
      const visit = await use.moveVisit({
        visitId: uuidField('visitId', request.visitId),
        startsAt: startField(request.startsAt),
        expectedVersion: request.expectedVersion,
        requireStaff: requireStaffOfVisit(call),
        deadline: deadlineOf(call),
      });
      return answer(visit);
    },

    async markAbsence(request, call) {
      const visit = await use.markAbsence({
        visitId: uuidField('visitId', request.visitId),
        absent: request.absent,
        requireStaff: requireStaffOfVisit(call),
      });
      return answer(visit);
    },

    async listMyVisits(_, call) {
      const visits = await use.read.mine(personOf(call).id);
      return {
        visits: visits.map((view) => ({
          visit: visitMessage(view),
          mayCancel: view.mayCancel,
          unpaid: view.unpaid,
        })),
      };
    },

    async getVisit(request, call) {
      const view = await use.read.one({
        visitId: uuidField('visitId', request.visitId),
        person: call.service === 'gateway' ? personOf(call) : undefined,
        worksFor: worksFor(call),
      });
      return { visit: visitMessage(view) };
    },

    async getVisits(request) {
      if (request.visitIds.length > MAX_VISITS)
        throw invalid([{ field: 'visitIds', rule: 'too_many', message: `at most ${MAX_VISITS}` }]);
      const views = await use.read.several(uuidFields('visitIds', request.visitIds));
      return {
        visits: views.map(({ visit, lastName, firstName }) => ({
          facts: visitFacts(visit),
          patientLastName: lastName,
          patientFirstName: firstName,
        })),
      };
    },

    async getOfficePlanning(request, call) {
      const officeId = uuidField('officeId', request.officeId);
      await use.affiliations.requireReader(call, officeId);
      const { visits, homeVisits, sequence } = await use.read.planning(
        officeId,
        request.from && instantField('from', request.from),
        request.to && instantField('to', request.to),
      );
      return {
        visits: visits.map((visit) => ({
          visitId: visit.id,
          patientId: visit.patientId,
          startsAtEpochSeconds: visit.startsAtS,
          endsAtEpochSeconds: visit.endsAtS,
          reason: visit.reason,
          phone: visit.phone,
          teleconsultation: visit.teleconsultation,
          unjustifiedAbsence: visit.absent,
          unpaid: visit.unpaid,
          version: visit.version,
          patientLastName: visit.lastName,
          patientFirstName: visit.firstName,
          patientBanned: visit.banned,
        })),
        homeVisits: homeVisits.text,
        homeVisitsVersion: homeVisits.version,
        sequence,
      };
    },

    async saveHomeVisits(request, call) {
      const officeId = uuidField('officeId', request.officeId);
      const { id } = await use.affiliations.requireStaff(call, officeId);
      const version = await use.saveHomeVisits({
        officeId,
        text: textField('text', request.text, MAX_HOME_VISITS),
        expectedVersion: intField('expectedVersion', request.expectedVersion, 0, Number.MAX_SAFE_INTEGER),
        byId: id,
      });
      return { version };
    },

    async searchPatients(request, call) {
      const officeId = uuidField('officeId', request.officeId);
      await use.affiliations.requireReader(call, officeId);
      return { patients: await use.searchPatients(officeId, textField('query', request.query, MAX_QUERY)) };
    },

    banPatient: (request, call) => ban(request, call, true),
    unbanPatient: (request, call) => ban(request, call, false),

    async snapshotVisits(request) {
      const page = visitPageFields(request);
      const found = await use.snapshotVisits(page);
      return {
        visits: found.map(({ visit, sequence }) => ({ visit: visitFacts(visit), sequence })),
        nextPageToken: nextPageToken(
          found.map(({ visit }) => `${visit.officeId}.${visit.id}`),
          page,
        ),
      };
    },
  };
};

/** Slots start at whole seconds: what is finer is no other time. */
const startField = (at: Temporal.Instant | undefined): Temporal.Instant =>
  instantField('startsAt', at).round({ smallestUnit: 'second', roundingMode: 'floor' });

const deadlineOf = (call: Call): Date =>
  new Date((call.deadline?.getTime() ?? Date.now() + DEFAULT_WAIT_MS) - ANSWER_MS);

/** The token of a page is its last visit's office and id, or empty for the first: one id alone would skip all offices before it. */
const visitPageFields = ({ pageToken, pageSize }: { pageToken: string; pageSize: number }): VisitPage => {
  const first = pageFields({ pageToken: '', pageSize }, SNAPSHOT_PAGE);
  if (pageToken === '') return { ...first, office: first.after };
  const ids = pageToken.split('.');
  const [officeId = '', visitId = ''] = ids.length === 2 ? ids : [];
  return { ...first, office: uuidField('pageToken', officeId), after: uuidField('pageToken', visitId) };
};
