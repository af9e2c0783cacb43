import { randomUUID } from 'node:crypto';
import { createHintPublisher, createLogger, Life, openRedis } from '@creneau/chassis';
import { eventually } from '@creneau/chassis/testing';
import { BookingMode, ReasonMode } from '@creneau/proto/officeconfig/v1/messages';
import type { GetBookingTermsRequest } from '@creneau/proto/officeconfig/v1/service';
import { openKnownTerms } from '../src/outbound/known-terms';
import { createOfficeTerms } from '../src/outbound/office-terms-client';
import { inTime, variable } from './booking-builder';

const log = createLogger('booking-test', 'silent');
const life = new Life(log);
afterAll(() => life.stop());

/** office-config, as far as one question goes: its mode is the test's to say, and one address is on the list. */
const anOfficeConfig = () => {
  const state = { mode: BookingMode.FREE, asked: 0 };
  const getBookingTerms = async ({ verifiedEmail }: GetBookingTermsRequest) => {
    state.asked += 1;
    return {
      bookingMode: state.mode,
      emailListed: verifiedEmail === 'marie@exemple.fr',
      reasonMode: ReasonMode.FREE_TEXT,
      reasons: [],
      secretariatPhone: '0123456789',
      timeZone: 'Europe/Paris',
      teleconsultationPriceCents: 0,
      settingsVersion: 1,
    };
  };
  return { state, client: { getBookingTerms } };
};

test('the terms of an office are asked once while nothing changes, and anew as soon as a process says that it changed them', async () => {
  const officeId = randomUUID();
  const { state, client } = anOfficeConfig();
  const terms = createOfficeTerms(client, await openKnownTerms(life, log, variable('REDIS_URL')));
  const hint = createHintPublisher(await openRedis(life, log, variable('REDIS_URL')), log);
  const listedOnly = async (email: string) => (await terms.current(officeId, email, inTime())).listedOnly;

  await eventually(async () => {
    expect(await listedOnly('marie@exemple.fr')).toBe(false);
    state.asked = 0;
    await listedOnly('paul@exemple.fr');
    expect(state.asked).toBe(0);
  });

  state.mode = BookingMode.LISTED_EMAIL;
  hint({ area: 'office-config', officeId, sequence: 2 });
  await eventually(async () => expect(await listedOnly('marie@exemple.fr')).toBe(true));
  expect((await terms.current(officeId, 'marie@exemple.fr', inTime())).emailListed).toBe(true);
  expect((await terms.current(officeId, 'paul@exemple.fr', inTime())).emailListed).toBe(false);
  expect((await terms.current(officeId, '', inTime())).emailListed).toBe(false);
});
