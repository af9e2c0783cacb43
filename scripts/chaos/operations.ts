import type { Body, Request } from './api';
import type { Call } from './history';
import type { Operation } from './plan';
import { pick } from './random';
import { endOf, type Office, type World } from './world';

/** What clients of an office know of it by the answers they had. */
export interface Known {
  readonly office: Office;
  /** Requests to book, in the order they were made. */
  readonly requests: { key: string; patient: number; body: BookingBody; visitId?: string }[];
  readonly visits: { id: string; patient: number; teleconsultation: boolean }[];
  readonly blocks: string[];
  readonly banned: number[];
}

interface BookingBody {
  readonly officeId: string;
  readonly startsAt: string;
  readonly reason: string | null;
  readonly phone: string | null;
}

type About = Partial<
  Pick<Call, 'patientId' | 'key' | 'visitId' | 'blockId' | 'startsAt' | 'endsAt' | 'expected' | 'reason' | 'wanted'>
>;

/** A request that is ready to go, with what the history says of it. */
export interface Prepared {
  /** The patient who asks, by number; undefined: staff. */
  readonly patient?: number;
  readonly request: Omit<Request, 'token'>;
  readonly about: About;
  /** Asked again when no answer comes, as an honest client would. */
  readonly repeats: boolean;
  /** What the answer teaches. */
  learn?(body: Body): void;
}

const RECENT = 40;

/** Turns an arrival into a request by what is known when it is due; undefined when there is nothing of its kind to do. */
export const prepare = (operation: Operation, known: Known, world: World): Prepared | undefined => {
  const { kind, dice, patient } = operation;
  const { office } = known;
  const patientId = (n: number): string => world.patients[n]?.id ?? '';
  const path = `/api/offices/${office.id}`;
  const visit = pick(known.visits.slice(-RECENT), dice[0]);
  const start = (die: number): string => pick(office.starts, die) ?? '';

  const booking = (asked: Known['requests'][number], body = asked.body): Prepared => ({
    patient: asked.patient,
    request: { method: 'POST', path: '/api/appointments', key: asked.key, body },
    about: { patientId: patientId(asked.patient), key: asked.key, startsAt: body.startsAt, reason: body.reason ?? '' },
    repeats: true,
    learn: ({ appointmentId }) => {
      if (!appointmentId || asked.visitId) return;
      asked.visitId = appointmentId;
      known.visits.push({ id: appointmentId, patient: asked.patient, teleconsultation: asked.body.phone !== null });
    },
  });

  switch (kind) {
    case 'book':
    case 'teleconsultation': {
      const remote = kind === 'teleconsultation';
      const body = {
        officeId: office.id,
        startsAt: start(dice[0]),
        reason: remote ? 'téléconsultation' : null,
        phone: remote ? '0612345678' : null,
      };
      const asked: Known['requests'][number] = { key: `${office.id.slice(0, 8)}-${operation.id}`, patient, body };
      known.requests.push(asked);
      return booking(asked);
    }
    case 'again': {
      const asked = pick(known.requests.slice(-RECENT), dice[0]);
      return asked && booking(asked);
    }
    case 'reuse': {
      const asked = pick(known.requests.filter(({ visitId }) => visitId !== undefined).slice(-RECENT), dice[0]);
      return asked && { ...booking(asked, { ...asked.body, reason: 'autre demande' }), repeats: false };
    }
    case 'cancel':
    case 'staff-cancel':
      return (
        visit && {
          ...(kind === 'cancel' ? { patient: visit.patient } : {}),
          request: { method: 'DELETE', path: `/api/appointments/${visit.id}` },
          about: { visitId: visit.id },
          repeats: true,
        }
      );
    case 'move':
      return (
        visit && {
          request: { method: 'POST', path: `/api/appointments/${visit.id}/move`, body: { startsAt: start(dice[1]) } },
          about: { visitId: visit.id, startsAt: start(dice[1]) },
          repeats: false,
        }
      );
    case 'absence':
      return (
        visit && {
          request: { method: 'POST', path: `/api/appointments/${visit.id}/absence`, body: { absent: dice[1] < 0.7 } },
          about: { visitId: visit.id, wanted: dice[1] < 0.7 },
          repeats: false,
        }
      );
    case 'pay': {
      const remote = pick(known.visits.filter(({ teleconsultation }) => teleconsultation).slice(-RECENT), dice[0]);
      const state = pick(['paid', 'paid', 'unpaid', 'exempt'], dice[1]) ?? 'paid';
      return (
        remote && {
          request: { method: 'PUT', path: `/api/appointments/${remote.id}/payment`, body: { state } },
          about: { visitId: remote.id, wanted: state },
          repeats: false,
        }
      );
    }
    case 'unblock': {
      const blockId = pick(known.blocks, dice[0]);
      return blockId
        ? { request: { method: 'DELETE', path: `${path}/blocks/${blockId}` }, about: { blockId }, repeats: false }
        : undefined;
    }
    case 'ban':
      return (
        visit && {
          request: { method: 'PUT', path: `${path}/bans/${patientId(visit.patient)}` },
          about: { patientId: patientId(visit.patient) },
          repeats: false,
          learn: () => void known.banned.push(visit.patient),
        }
      );
    case 'unban': {
      const who = pick(known.banned, dice[0]);
      return who === undefined
        ? undefined
        : {
            request: { method: 'DELETE', path: `${path}/bans/${patientId(who)}` },
            about: { patientId: patientId(who) },
            repeats: false,
          };
    }
    case 'availability': {
      const [from, to] = [office.starts[0] ?? '', office.starts.at(-1) ?? ''].map((at) => at.slice(0, 10));
      return {
        request: { method: 'GET', path: `${path}/availability?from=${from}&to=${to}` },
        about: {},
        repeats: true,
      };
    }
    case 'planning':
      return { request: { method: 'GET', path: `${path}/planning` }, about: {}, repeats: true };
    case 'mine':
      return { patient, request: { method: 'GET', path: '/api/me/appointments' }, about: {}, repeats: true };
    case 'settings':
      return { request: { method: 'GET', path: `${path}/settings` }, about: {}, repeats: false };
    case 'block':
      return { request: { method: 'GET', path: `${path}/planning` }, about: {}, repeats: false };
  }
};

/** The second half of what staff do in two steps: they look, and decide on what they saw. */
export const followUp = (operation: Operation, known: Known, seen: Body): Prepared | undefined => {
  const { kind, dice } = operation;
  const path = `/api/offices/${known.office.id}`;
  if (kind === 'settings') {
    const { officeId: _id, timeZone: _zone, authorId: _author, savedAt: _at, ...document } = seen;
    const body = { ...document, transport: `Métro ligne ${operation.id}` };
    return { request: { method: 'PUT', path: `${path}/settings`, body }, about: {}, repeats: false };
  }
  if (kind !== 'block') return undefined;
  const from = Math.floor(dice[0] * known.office.starts.length);
  const startsAt = known.office.starts[from] ?? '';
  const endsAt = endOf(
    known.office.starts[Math.min(from + Math.floor(dice[1] * 3), known.office.starts.length - 1)] ?? '',
  );
  // Some do not look: they must be told what is there.
  const blindly = dice[2] < 0.3;
  const expected = (blindly ? [] : (seen.coming ?? []))
    .filter(
      (visit) => Date.parse(visit.startsAt) < Date.parse(endsAt) && Date.parse(startsAt) < Date.parse(visit.endsAt),
    )
    .map((visit) => visit.appointmentId);
  return {
    request: {
      method: 'POST',
      path: `${path}/blocks`,
      body: { startsAt, endsAt, label: 'congés', expectedAppointmentIds: expected },
    },
    about: { startsAt, endsAt, expected },
    repeats: false,
    learn: ({ blockId }) => {
      if (blockId) known.blocks.push(blockId);
    },
  };
};
