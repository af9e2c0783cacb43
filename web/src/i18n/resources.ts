import type booking from './fr/booking.json';
import type common from './fr/common.json';
import type help from './fr/help.json';
import type patient from './fr/patient.json';
import type pub from './fr/public.json';
import type staff from './fr/staff.json';

/** French is the reference: its files give the keys that every other language must have. */
export type Resources = {
  common: typeof common;
  public: typeof pub;
  booking: typeof booking;
  patient: typeof patient;
  staff: typeof staff;
  help: typeof help;
};

export type Namespace = keyof Resources;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Resources;
  }
}
