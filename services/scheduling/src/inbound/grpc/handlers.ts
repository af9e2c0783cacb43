import {
  type Affiliations,
  AppError,
  dateField,
  type ErrorKind,
  gathered,
  type Handlers,
  instantField,
  intField,
  invalid,
  nextPageToken,
  type Page,
  pageFields,
  textField,
  toStatus,
  uuidField,
  uuidFields,
} from '@creneau/chassis';
import {
  type Claim as ClaimMessage,
  type PlanningDay as PlanningDayMessage,
  SlotState,
  type TimeRange,
} from '@creneau/proto/scheduling/v1/messages';
import type {
  ClaimSlotOutcome,
  ClaimSlotRequest,
  ClaimSlotResponse,
  SchedulingServiceService,
} from '@creneau/proto/scheduling/v1/service';
import type { Block } from '../../domain/block';
import type { Claim } from '../../domain/claim';
import { overlaps, type PlanningDay, type Span, slotsOf, wholeDay } from '../../domain/planning-day';
import type { OfficeSchedule } from '../../domain/schedule';
import type { PlanningSnapshot } from '../../outbound/postgres/snapshot-repository';
import type { ClaimSlot } from '../../use-cases/claim-slot';
import type { GeneratedPlanning } from '../../use-cases/generate-planning';
import { blockMessage, epochSeconds, scheduleMessage, timeRange } from '../../use-cases/messages';
import type { PlaceBlock } from '../../use-cases/place-block';
import type { makeReadPlanning, PlanningRange } from '../../use-cases/read-planning';
import type { ReleaseClaim } from '../../use-cases/release-claim';

/** Days one call may ask for. */
const MAX_DAYS = 190;
/** Claims one call may ask for. */
const MAX_CLAIMS = 100;
const MAX_LABEL = 200;
const SNAPSHOT_PAGE = { usual: 100, max: 200 };

export interface UseCases {
  affiliations: Affiliations;
  generatePlanning(officeId: string): Promise<GeneratedPlanning>;
  applySettings(officeId: string): Promise<Temporal.PlainDate | undefined>;
  findSchedule(officeId: string): Promise<OfficeSchedule | undefined>;
  read: ReturnType<typeof makeReadPlanning>;
  claimSlot(cmd: ClaimSlot): Promise<{ claim: Claim; tz: string }>;
  releaseClaim(cmd: ReleaseClaim): Promise<void>;
  listClaims(officeId: string, after: Temporal.Instant): Promise<Claim[]>;
  placeBlock(cmd: PlaceBlock): Promise<Block>;
  liftBlock(officeId: string, blockId: string): Promise<void>;
  snapshotPlannings(page: Page): Promise<PlanningSnapshot[]>;
}

export const makeHandlers = (use: UseCases): Handlers<SchedulingServiceService> => ({
  async generatePlanning(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    await use.affiliations.requireOwner(call, officeId);
    const { schedule, days, slots } = await use.generatePlanning(officeId);
    return { schedule: scheduleMessage(officeId, schedule), days, slots };
  },

  async applySettings(request) {
    const from = await use.applySettings(uuidField('officeId', request.officeId));
    return { effectiveFrom: from?.toString() ?? '' };
  },

  async getSchedule(request) {
    const officeId = uuidField('officeId', request.officeId);
    return { schedule: scheduleMessage(officeId, await use.findSchedule(officeId)) };
  },

  async getAvailability(request) {
    const { officeId, from, to } = rangeOf(request);
    const { tz, days } = await use.read.availability(officeId, from, to);
    return {
      timeZone: tz,
      days: days.map(({ day, free }) => ({
        day: day.day.toString(),
        visitMinutes: day.visitMinutes,
        freeStartsEpochSeconds: free.map((slot) => slot.startS),
      })),
    };
  },

  async findNearestSlots(request) {
    const { tz, slots } = await use.read.nearest(
      uuidField('officeId', request.officeId),
      instantField('around', request.around),
      intField('count', request.count, 1, 20),
    );
    return { timeZone: tz, slots: slots.map(timeRange) };
  },

  async getDays(request, call) {
    const { officeId, from, to } = rangeOf(request);
    await use.affiliations.requireReader(call, officeId);
    const range = await use.read.range(officeId, from, to);
    return {
      timeZone: range.tz,
      days: (request.blockedOnly ? use.read.blockedDays(range) : range.days).map((day) => dayMessage(day, range)),
      blocks: range.blocks.map((block) => blockMessage(block, block.label)),
    };
  },

  claimSlot: (request) => claimOne(use, request),

  async claimSlots({ claims }, _call, send) {
    if (claims.length < 1 || claims.length > MAX_CLAIMS)
      throw invalid([{ field: 'claims', rule: 'range', message: `1 to ${MAX_CLAIMS}`, limit: `1–${MAX_CLAIMS}` }]);
    const tell = gathered<ClaimSlotOutcome>((outcomes) => send({ outcomes }));
    const faults: unknown[] = [];
    await Promise.all(
      claims.map(async (claim, index) => {
        const outcome = await claimOne(use, claim).then(
          (taken) => ({ taken }),
          (error: unknown) => {
            if (isFault(error)) faults.push(error);
            return { refusal: toStatus(error) };
          },
        );
        await tell({ index, ...outcome });
      }),
    );
    // Each was told; it is told to who watches the service as well.
    if (faults.length > 0) throw faults.find((fault) => !(fault instanceof AppError)) ?? faults[0];
  },

  async releaseClaim(request) {
    await use.releaseClaim({
      visitId: uuidField('visitId', request.visitId),
      claimNo: intField('claimNo', request.claimNo, 1, 1_000_000),
      officeId: uuidField('officeId', request.officeId),
    });
    return {};
  },

  async listClaims(request) {
    const claims = await use.listClaims(
      uuidField('officeId', request.officeId),
      instantField('endingAfter', request.endingAfter),
    );
    return { claims: claims.map(claimMessage) };
  },

  async placeBlock(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    const person = await use.affiliations.requireStaff(call, officeId);
    const block = await use.placeBlock({
      officeId,
      span: spanField('during', request.during),
      label: textField('label', request.label, MAX_LABEL),
      placedBy: person.id,
      expectedVisitIds: uuidFields('expectedVisitIds', request.expectedVisitIds),
    });
    return { block: blockMessage(block, block.label) };
  },

  async liftBlock(request, call) {
    const officeId = uuidField('officeId', request.officeId);
    await use.affiliations.requireStaff(call, officeId);
    await use.liftBlock(officeId, uuidField('blockId', request.blockId));
    return {};
  },

  async snapshotPlannings(request) {
    const page = pageFields(request, SNAPSHOT_PAGE);
    const found = await use.snapshotPlannings(page);
    return {
      plannings: found.map(({ schedule, blocks, sequence }) => ({
        schedule: scheduleMessage(schedule.officeId, schedule),
        blocks: blocks.map((block) => blockMessage(block)),
        version: schedule.version,
        sequence,
      })),
      nextPageToken: nextPageToken(
        found.map(({ schedule }) => schedule.officeId),
        page,
      ),
    };
  },
});

const claimOne = async (use: UseCases, request: ClaimSlotRequest): Promise<ClaimSlotResponse> => {
  const { claim, tz } = await use.claimSlot({
    visitId: uuidField('visitId', request.visitId),
    claimNo: intField('claimNo', request.claimNo, 1, 1_000_000),
    officeId: uuidField('officeId', request.officeId),
    start: instantField('start', request.start),
    overbook: request.overbook,
  });
  return { claim: claimMessage(claim), timeZone: tz };
};

/** Says nothing of the claim, but of this service. */
const isFault = (error: unknown): boolean => !(error instanceof AppError) || FAULTS.has(error.kind);
const FAULTS: ReadonlySet<ErrorKind> = new Set(['unavailable', 'timeout', 'limited', 'internal']);

const rangeOf = (request: { officeId: string; from: string; to: string }) => {
  const from = dateField('from', request.from);
  const to = dateField('to', request.to);
  const days = from.until(to).days;
  if (days < 0) throw invalid([{ field: 'to', rule: 'end_before_start', message: 'must not be before from' }]);
  if (days >= MAX_DAYS) throw invalid([{ field: 'to', rule: 'span_too_long', message: `at most ${MAX_DAYS} days` }]);
  return { officeId: uuidField('officeId', request.officeId), from, to };
};

const spanField = (field: string, range: TimeRange | undefined): Span => {
  const startS = epochSeconds(instantField(`${field}.start`, range?.start));
  const endS = epochSeconds(instantField(`${field}.end`, range?.end));
  if (endS <= startS)
    throw invalid([{ field: `${field}.end`, rule: 'end_before_start', message: 'must be after the start' }]);
  return { startS, endS };
};

const dayMessage = (day: PlanningDay, range: PlanningRange): PlanningDayMessage => {
  const whole = wholeDay(day);
  const onThisDay = ({ span }: { span: Span }): boolean => overlaps(span, whole);
  const taking = { claims: range.claims.filter(onThisDay), blocks: range.blocks.filter(onThisDay) };
  return {
    day: day.day.toString(),
    visitMinutes: day.visitMinutes,
    slots: slotsOf(day).map((slot) => ({ during: timeRange(slot), state: stateOf(slot, taking) })),
  };
};

const stateOf = (slot: Span, { claims, blocks }: Pick<PlanningRange, 'claims' | 'blocks'>): SlotState => {
  if (claims.some((claim) => overlaps(claim.span, slot))) return SlotState.CLAIMED;
  return blocks.some((block) => overlaps(block.span, slot)) ? SlotState.BLOCKED : SlotState.FREE;
};

const claimMessage = (claim: Claim): ClaimMessage => ({
  visitId: claim.visitId,
  claimNo: claim.claimNo,
  officeId: claim.officeId,
  lane: claim.lane,
  during: timeRange(claim.span),
});
