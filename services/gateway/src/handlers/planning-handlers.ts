import { AppError, type Clock, invalid } from '@creneau/chassis';
import type { OfficeSchedule } from '@creneau/proto/scheduling/v1/messages';
import type { GetDaysResponse } from '@creneau/proto/scheduling/v1/service';
import { MAX_DAYS } from '../api/offices';
import {
  generatePlanning,
  getDays,
  getPlanning,
  getSchedule,
  liftBlock,
  placeBlock,
  putHomeVisits,
} from '../api/planning';
import { Refusal } from '../http/problem';
import { type HandlerContext, type Route, route } from '../http/router';
import type { Services } from '../outbound/clients';
import { blockView, dayView, planningBlocks, visitParts } from '../views/planning-view';
import { present, textOrNull } from '../views/visit-view';
import { inOffice } from './in-office';
import type { OfficeDirectory } from './office-directory';

interface Deps {
  readonly services: Pick<Services, 'booking' | 'officeConfig' | 'scheduling'>;
  readonly offices: OfficeDirectory;
  readonly clock: Clock;
}

/** Thousands of slots are derived and stored at once. */
const GENERATE_MS = 30_000;
const DEFAULT_ZONE = 'Europe/Paris';

const scheduleView = (officeId: string, schedule: OfficeSchedule) => ({
  officeId,
  generated: schedule.generated,
  timeZone: textOrNull(schedule.timeZone),
  windowDays: schedule.generated ? schedule.windowDays : null,
  generatedThrough: textOrNull(schedule.generatedThrough),
  settingsVersion: schedule.generated ? schedule.settingsVersion : null,
});

/** The names that the API gives to what scheduling's message calls otherwise. */
const BLOCK_FIELDS: Readonly<Record<string, string>> = {
  'during.start': 'startsAt',
  'during.end': 'endsAt',
  expectedVisitIds: 'expectedAppointmentIds',
};

const blockRefusal = (error: unknown): unknown => {
  if (!(error instanceof AppError)) return error;
  if (error.code === 'visits_changed') {
    const appointmentIds = (error.details.visitIds ?? '').split(',').filter((id) => id !== '');
    return new Refusal(error, {
      appointmentIds,
      appointmentCount: Number(error.details.visitCount ?? appointmentIds.length),
    });
  }
  if (error.kind !== 'invalid') return error;
  return invalid(error.fields.map((fault) => ({ ...fault, field: BLOCK_FIELDS[fault.field] ?? fault.field })));
};

export const planningRoutes = ({ services: { booking, officeConfig, scheduling }, offices, clock }: Deps): Route[] => {
  /** A zone is fixed once days exist. */
  const zones = new Map<string, string>();

  const zoneOf = async (officeId: string, { rpc }: HandlerContext): Promise<string> => {
    const known = zones.get(officeId);
    if (known) return known;
    const { schedule } = await scheduling.getSchedule({ officeId }, rpc);
    if (schedule?.generated) {
      zones.set(officeId, schedule.timeZone);
      return schedule.timeZone;
    }
    const { settings } = await officeConfig.getSettings({ officeId, version: 0 }, rpc);
    return settings?.timeZone || DEFAULT_ZONE;
  };

  /** What is unavailable from today on, with the days it reaches into; nothing while no planning is generated. */
  const daysFrom = async (
    officeId: string,
    today: Temporal.PlainDate,
    timeZone: string,
    { rpc }: HandlerContext,
  ): Promise<GetDaysResponse> => {
    const to = today.add({ days: MAX_DAYS - 1 });
    try {
      return await scheduling.getDays({ officeId, from: today.toString(), to: to.toString(), blockedOnly: true }, rpc);
    } catch (error) {
      if (error instanceof AppError && error.code === 'planning_not_generated')
        return { timeZone, days: [], blocks: [] };
      throw error;
    }
  };

  return [
    route(
      getPlanning,
      inOffice(offices, async ({ params: { officeId } }, context) => {
        const now = clock.now();
        const visits = booking.getOfficePlanning({ officeId, from: undefined, to: undefined }, context.rpc);
        const blocks = zoneOf(officeId, context).then(async (timeZone) => {
          const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
          return { timeZone, days: await daysFrom(officeId, today, timeZone, context) };
        });
        const [planning, { timeZone, days }] = await Promise.all([visits, blocks]);
        return {
          officeId,
          timeZone,
          sequence: planning.sequence,
          ...visitParts(planning.visits, now, timeZone),
          blocks: planningBlocks(days),
          homeVisits: { text: planning.homeVisits, version: planning.homeVisitsVersion },
        };
      }),
    ),

    route(
      generatePlanning,
      inOffice(offices, async ({ params: { officeId } }, { rpc }) => {
        const { schedule, days, slots } = await scheduling.generatePlanning({ officeId }, rpc);
        return { ...scheduleView(officeId, present(schedule)), days, slots };
      }),
      GENERATE_MS,
    ),

    route(
      getSchedule,
      inOffice(offices, async ({ params: { officeId } }, context) => {
        // scheduling tells any service; whether this person may know is asked of the settings' owner.
        await officeConfig.getSettings({ officeId, version: 0 }, context.rpc);
        const { schedule } = await scheduling.getSchedule({ officeId }, context.rpc);
        return scheduleView(officeId, present(schedule));
      }),
    ),

    route(
      getDays,
      inOffice(offices, async ({ params: { officeId }, query }, { rpc }) => {
        const { timeZone, days, blocks } = await scheduling.getDays({ officeId, ...query, blockedOnly: false }, rpc);
        return {
          officeId,
          timeZone,
          days: days.map((day) => dayView(day, timeZone)),
          blocks: blocks.map((block) => blockView(block, timeZone)),
        };
      }),
    ),

    route(
      placeBlock,
      inOffice(offices, async ({ params: { officeId }, body }, context) => {
        const during = {
          start: Temporal.Instant.from(body.startsAt),
          end: Temporal.Instant.from(body.endsAt),
        };
        const timeZone = await zoneOf(officeId, context);
        const { block } = await scheduling
          .placeBlock(
            { officeId, during, label: body.label ?? '', expectedVisitIds: body.expectedAppointmentIds },
            context.rpc,
          )
          .catch((error: unknown) => {
            throw blockRefusal(error);
          });
        return blockView(present(block), timeZone);
      }),
    ),

    route(
      liftBlock,
      inOffice(offices, async ({ params }, { rpc }) => {
        await scheduling.liftBlock(params, rpc);
      }),
    ),

    route(
      putHomeVisits,
      inOffice(offices, async ({ params: { officeId }, body }, { rpc }) => {
        const { version } = await booking.saveHomeVisits(
          { officeId, text: body.text, expectedVersion: body.version },
          rpc,
        );
        return { text: body.text, version };
      }),
    ),
  ];
};
