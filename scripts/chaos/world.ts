import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadPeople } from '../load/index';
import { Complaint } from '../stack/complaint';
import { componentUrls, publicUrl, wholeEnvironment } from '../stack/environment';
import type { Secrets } from '../stack/secrets';
import { seedPeople } from '../stack/seed';
import type { StackSettings } from '../stack/settings';
import { type Api, apiAt, type Body } from './api';
import { type Person, signIn } from './people';

/** An office of the run. All are the demo practitioner's. */
export interface Office {
  readonly id: string;
  /** The few starts that everybody wants, ascending. */
  readonly starts: readonly string[];
}

export interface World {
  readonly api: Api;
  readonly owner: Person;
  readonly patients: readonly Person[];
  readonly offices: readonly Office[];
  /** A client that gets no answer asks again for so long. */
  readonly repeatMs: number;
}

const LONGEST_REPEAT_S = 60;
const VISIT_MINUTES = 30;
/** Far enough ahead for a reminder; few, so that they are fought for. */
const DAYS = { from: 1, to: 6 };

const hours = { morning: { start: '09:00', end: '11:00' }, afternoon: { start: '14:00', end: '15:30' } };

const settingsOf = (n: number): Body => ({
  specialities: 'Médecin généraliste',
  paymentMeans: ['Carte bancaire'],
  transport: '',
  access: '',
  windowDays: 90,
  visitKinds: 'Consultations sur rendez-vous',
  conventionType: 'Conventionné secteur 1',
  vitaleCard: true,
  patientsMayCancel: true,
  cancelCutoffHours: 0,
  visitMinutes: VISIT_MINUTES,
  street: `${n} rue de la Fidélité`,
  postalCode: '75010',
  city: 'Paris',
  secretariatPhone: '01 99 00 12 34',
  bookingMode: 'L',
  reasonMode: 'L',
  weeklyHours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, ...hours })),
  teleconsultationPriceCents: 2_500,
  bankDetails: null,
  version: 0,
});

/** Makes the offices and people of a run on a stack that stands. */
export const makeWorld = async (
  settings: StackSettings,
  secrets: Secrets,
  size: { offices: number; patients: number; seconds: number },
): Promise<World> => {
  const api = apiAt(publicUrl(settings));
  const ids = Array.from({ length: size.offices }, () => randomUUID());
  await seedPeople(settings, secrets, ids);
  const owner = await signIn(componentUrls(settings, secrets).KEYCLOAK_URL, 'docteur');
  const tokenMinutes = Math.ceil(size.seconds / 60) + 10;
  const loaded = await loadPeople(wholeEnvironment(settings, secrets), size.patients, { tokenMinutes });
  const patients = loaded.map(({ id, token }): Person => ({ id, token: async () => token }));
  const offices: Office[] = [];
  for (const [n, id] of ids.entries()) offices.push(await openOffice(api, owner, id, n + 1));
  return { api, owner, patients, offices, repeatMs: Math.min(LONGEST_REPEAT_S, size.seconds) * 1_000 };
};

const openOffice = async (api: Api, owner: Person, id: string, n: number): Promise<Office> => {
  const path = `/api/offices/${id}`;
  const token = await owner.token();
  const saved = await api({ method: 'PUT', path: `${path}/settings`, token, body: settingsOf(n) });
  if (saved.status !== 200) throw new Complaint(`Office ${id} takes no settings: ${JSON.stringify(saved)}`);
  const generated = await api({ method: 'POST', path: `${path}/planning`, token });
  if (generated.status !== 201) throw new Complaint(`Office ${id} has no planning: ${JSON.stringify(generated)}`);
  const starts = await readStarts(api, path);
  return { id, starts };
};

/** The office is found by everybody once its events have reached search. */
const readStarts = async (api: Api, path: string): Promise<string[]> => {
  const day = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
  for (let tries = 0; tries < 100; tries += 1) {
    const { status, body } = await api({
      method: 'GET',
      path: `${path}/availability?from=${day(DAYS.from)}&to=${day(DAYS.to)}`,
    });
    const starts = [...JSON.stringify(body).matchAll(/\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)/g)].map(([at]) => at);
    if (status === 200 && starts.length > 0) return [...new Set(starts)].sort((a, b) => Date.parse(a) - Date.parse(b));
    await sleep(200);
  }
  throw new Complaint(`${path} offers no start.`);
};

/** The end of the slot that starts then. */
export const endOf = (startsAt: string): string =>
  new Date(Date.parse(startsAt) + VISIT_MINUTES * 60_000).toISOString();
