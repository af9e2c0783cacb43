/** What development starts with, beside the accounts of the realm's dev overlay. */

export const DEMO_PEOPLE = [
  'patient',
  'secretaire',
  'docteur',
  'admin',
  'docteur2',
  'secretaire2',
  'patient2',
  'patient3',
  'patient4',
  'patient5',
] as const;

export type DemoLogin = (typeof DEMO_PEOPLE)[number];

/** Version of the consent text that they have agreed to. */
export const DEMO_TERMS_VERSION = '2026-11';

export interface DemoOffice {
  id: string;
  owner: DemoLogin;
  secretary: DemoLogin;
}

export const FIRST_OFFICE: DemoOffice = {
  id: '11111111-1111-4111-8111-111111111111',
  owner: 'docteur',
  secretary: 'secretaire',
};

/** In the order in which they open, which is that of an empty search. */
export const DEMO_OFFICES: readonly DemoOffice[] = [
  FIRST_OFFICE,
  { id: '22222222-2222-4222-8222-222222222222', owner: 'docteur2', secretary: 'secretaire2' },
];
