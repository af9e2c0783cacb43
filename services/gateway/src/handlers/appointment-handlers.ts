import { AppError, coalesced, type RememberedAnswers } from '@creneau/chassis';
import type { Visit } from '@creneau/proto/booking/v1/messages';
import {
  bookAppointment,
  cancelAppointment,
  getAppointment,
  listMyAppointments,
  markAbsence,
  moveAppointment,
} from '../api/appointments';
import { Refusal } from '../http/problem';
import { personOf } from '../http/request-context';
import { type Route, route } from '../http/router';
import type { RateLimit } from '../limits/rate-limits';
import type { Services } from '../outbound/clients';
import { officeInstant } from '../views/office-time';
import { officeView } from '../views/person-view';
import { appointmentView, factsOf } from '../views/visit-view';
import type { OfficeDirectory } from './office-directory';

interface Deps {
  readonly services: Pick<Services, 'booking' | 'scheduling'>;
  readonly offices: OfficeDirectory;
  /** Everybody who loses a race for one slot asks for the same neighbours. */
  readonly nearestStarts: RememberedAnswers<string[]>;
  readonly limitBookings: RateLimit;
}

/** A hot office queues its bookings: they may take longer than a read. */
const BOOK_MS = 20_000;
const NEAREST = 3;

const isTaken = (error: unknown): error is AppError =>
  error instanceof AppError && (error.code === 'slot_taken' || error.code === 'slot_blocked');

export const appointmentRoutes = ({
  services: { booking, scheduling },
  offices,
  nearestStarts,
  limitBookings,
}: Deps): Route[] => {
  // Shared even while nothing can be remembered, for then there is least to spare.
  const ask = coalesced(async (question) => {
    const [officeId = '', around = ''] = question.split(' ');
    const { slots, timeZone } = await scheduling.findNearestSlots({
      officeId,
      around: Temporal.Instant.from(around),
      count: NEAREST,
    });
    return slots.map((slot) => officeInstant(slot.start, timeZone));
  });

  /** None, when they cannot be had: the refusal itself matters more. */
  const nearest = (officeId: string, around: Temporal.Instant): Promise<string[]> =>
    nearestStarts.of(officeId, String(around), () => ask(`${officeId} ${around}`)).catch(() => []);

  /** Adds what helps to an error: the free starts around a taken one, the phone to call where booking is refused. */
  const withHelp = async (error: unknown, officeId: string, around: Temporal.Instant): Promise<unknown> => {
    if (isTaken(error)) return new Refusal(error, { nearest: await nearest(officeId, around) });
    if (error instanceof AppError && error.details.phone) return new Refusal(error, { phone: error.details.phone });
    return offices.explain(error, officeId);
  };

  const officeOf = async (visit: Visit | undefined) => {
    const office = await offices.find(factsOf(visit).officeId).catch(() => undefined);
    return office ? officeView(office) : null;
  };

  return [
    route(
      bookAppointment,
      async ({ body, headers }, context) => {
        await limitBookings(personOf(context).id);
        const startsAt = Temporal.Instant.from(body.startsAt);
        try {
          const { visit } = await booking.bookVisit(
            {
              officeId: body.officeId,
              startsAt,
              reason: body.reason ?? '',
              phone: body.phone ?? '',
              idempotencyKey: headers['idempotency-key'],
            },
            context.rpc,
          );
          return appointmentView(visit);
        } catch (error) {
          throw await withHelp(error, body.officeId, startsAt);
        }
      },
      BOOK_MS,
    ),

    route(listMyAppointments, async (_input, { rpc }) => {
      const { visits } = await booking.listMyVisits({}, rpc);
      const appointments = await Promise.all(
        visits.map(async ({ visit, mayCancel, unpaid }) => ({
          ...appointmentView(visit),
          office: await officeOf(visit),
          mayCancel,
          unpaid,
        })),
      );
      return { appointments };
    }),

    route(getAppointment, async ({ params }, { rpc }) => {
      const { visit } = await booking.getVisit({ visitId: params.appointmentId }, rpc);
      return appointmentView(visit);
    }),

    route(
      cancelAppointment,
      async ({ params, query }, { rpc }) => {
        const { visit } = await booking.cancelVisit(
          { visitId: params.appointmentId, expectedVersion: query.version ?? 0 },
          rpc,
        );
        return appointmentView(visit);
      },
      BOOK_MS,
    ),

    route(
      moveAppointment,
      async ({ params: { appointmentId }, body }, { rpc }) => {
        const startsAt = Temporal.Instant.from(body.startsAt);
        try {
          const { visit } = await booking.moveVisit(
            { visitId: appointmentId, startsAt, expectedVersion: body.version ?? 0 },
            rpc,
          );
          return appointmentView(visit);
        } catch (error) {
          if (!isTaken(error)) throw error;
          const { visit } = await booking.getVisit({ visitId: appointmentId }, rpc);
          throw await withHelp(error, factsOf(visit).officeId, startsAt);
        }
      },
      BOOK_MS,
    ),

    route(markAbsence, async ({ params: { appointmentId }, body }, { rpc }) => {
      const { visit } = await booking.markAbsence({ visitId: appointmentId, absent: body.absent }, rpc);
      return appointmentView(visit);
    }),
  ];
};
