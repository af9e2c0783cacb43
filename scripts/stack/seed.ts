import { join } from 'node:path';
import { execa } from 'execa';
import { bareEnvironment } from './child-process';
import { Complaint } from './complaint';
import { componentUrls, publicUrl, serviceEnvironment } from './environment';
import type { Say } from './report';
import type { Secrets } from './secrets';
import { services } from './services';
import type { StackSettings } from './settings';

const demoPassword = 'demo-creneau';

type Document = Record<string, unknown>;

/**
 * Offices, affiliations and consents of the demo users: people get them by applications that an administrator accepts,
 * and the demo starts after that, so identity's own command writes them. `moreOffices`: ids of
 * further offices of the first one's people.
 */
export const seedPeople = async (
  settings: StackSettings,
  secrets: Secrets,
  moreOffices: readonly string[] = [],
): Promise<void> => {
  const identity = services.find(({ name }) => name === 'identity');
  if (!identity) return;
  const result = await execa(process.execPath, ['--enable-source-maps', 'dist/seed-dev.js', ...moreOffices], {
    cwd: join(settings.root, 'services/identity'),
    env: { ...bareEnvironment(), ...serviceEnvironment(settings, secrets, identity) },
    extendEnv: false,
    reject: false,
    all: true,
  });
  if (result.failed) throw new Complaint(`The demo people could not be made:\n${result.all}`);
};

/** An access token of a demo user, as the API takes it. */
export const tokenOf = async (keycloakUrl: string, login: string): Promise<string> => {
  const answer = await fetch(`${keycloakUrl}/realms/creneau/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'creneau-cli',
      username: login,
      password: demoPassword,
      scope: 'openid profile email',
    }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Complaint(`Keycloak does not sign the demo user ${login} in: ${text.slice(0, 300)}`);
  return (JSON.parse(text) as { access_token: string }).access_token;
};

interface Api {
  get(path: string): Promise<Document>;
  /** Resolves to undefined when the answer is one of the accepted refusals. */
  send(method: 'PUT' | 'POST', path: string, body: Document | undefined, acceptedCode?: string): Promise<void>;
}

const apiOf = (url: string, token: string): Api => {
  const ask = async (method: string, path: string, body?: Document): Promise<Response> =>
    fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
  const refuse = async (what: string, answer: Response): Promise<never> => {
    throw new Complaint(
      `The demo office: ${what} answers HTTP ${answer.status}: ${(await answer.text()).slice(0, 800)}`,
    );
  };
  return {
    get: async (path) => {
      const answer = await ask('GET', path);
      return answer.ok ? ((await answer.json()) as Document) : refuse(`GET ${path}`, answer);
    },
    send: async (method, path, body, acceptedCode) => {
      const answer = await ask(method, path, body);
      if (answer.ok) return void (await answer.body?.cancel());
      const copy = answer.clone();
      const { code } = (await copy.json().catch(() => ({}))) as { code?: string };
      if (code === undefined || code !== acceptedCode) await refuse(`${method} ${path}`, answer);
    },
  };
};

const halfDays = {
  morning: { start: '09:00', end: '12:00' },
  afternoon: { start: '14:00', end: '18:00' },
};

/** What every demo office has in common. */
const demoSettings: Document = {
  paymentMeans: ['Carte bancaire', 'Chèques', 'Espèces'],
  transport: 'Métro ligne 7, arrêt Poissonnière',
  access: 'Deuxième étage avec ascenseur',
  windowDays: 90,
  visitKinds: 'Consultations sur rendez-vous',
  conventionType: 'Conventionné secteur 1',
  vitaleCard: true,
  patientsMayCancel: true,
  cancelCutoffHours: 0,
  visitMinutes: 15,
  bookingMode: 'L',
  reasonMode: 'L',
  weeklyHours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, ...halfDays })),
};

const offices = [
  {
    owner: 'docteur',
    generated: true,
    place: {
      specialities: 'Médecin généraliste\nMédecine du sport',
      street: '12 rue de la Fidélité',
      postalCode: '75010',
      city: 'Paris',
      secretariatPhone: '01 99 00 12 34',
    },
  },
  {
    owner: 'docteur2',
    generated: false,
    place: {
      specialities: 'Chirurgien-dentiste\nSoins et prothèses',
      street: '5 place du Capitole',
      postalCode: '31000',
      city: 'Toulouse',
      secretariatPhone: '05 99 00 56 78',
    },
  },
];

/** Settings are saved once: what somebody changed in the demo office since stays. */
const seedOffice = async (url: string, token: string, office: (typeof offices)[number]): Promise<void> => {
  const api = apiOf(url, token);
  const mine = (await api.get('/api/me/offices')) as { offices?: { officeId: string; relation: string }[] };
  const officeId = mine.offices?.find(({ relation }) => relation === 'owner')?.officeId;
  if (!officeId) throw new Complaint(`The demo user ${office.owner} owns no office.`);
  const path = `/api/offices/${officeId}`;
  const current = await api.get(`${path}/settings`);
  if (current.version === 0) {
    const { officeId: _id, timeZone: _zone, authorId: _author, savedAt: _saved, ...document } = current;
    await api.send('PUT', `${path}/settings`, { ...document, ...demoSettings, ...office.place });
  }
  if (office.generated) await api.send('POST', `${path}/planning`, undefined, 'already_generated');
};

/** The demo offices of people who are there, made through the public API as their owners would; does nothing when they are there. */
export const seedOffices = async (url: string, keycloakUrl: string): Promise<void> => {
  for (const office of offices) await seedOffice(url, await tokenOf(keycloakUrl, office.owner), office);
};

/** The demo people and their offices. */
export const seed = async (settings: StackSettings, secrets: Secrets, say: Say): Promise<void> => {
  await seedPeople(settings, secrets);
  await seedOffices(publicUrl(settings), componentUrls(settings, secrets).KEYCLOAK_URL);
  say('there');
};
