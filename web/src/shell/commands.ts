import {
  IconCalendarCheck,
  IconCalendarPlus,
  IconCalendarStar,
  IconCalendarWeek,
  IconChecklist,
  IconGift,
  IconHelp,
  IconHome,
  IconListDetails,
  IconMailCheck,
  IconSearch,
  IconSettings,
  IconUserCircle,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Me } from '../api/session';
import type { Resources } from '../i18n/resources';

type CommandName = keyof Resources['common']['commands'];
type SpaceName = keyof Resources['common']['spaces'];

export type Command = {
  name: CommandName;
  to: string;
  icon: TablerIcon;
};

export type Space = { name: SpaceName; commands: Command[] };

const home: Command = { name: 'home', to: '/', icon: IconHome };
const find: Command = { name: 'find', to: '/recherche', icon: IconSearch };
const newBooking: Command = { ...find, name: 'bookNew', icon: IconCalendarPlus };
const myVisits: Command = { name: 'myVisits', to: '/mes-visites', icon: IconCalendarCheck };
const bookMine: Command = { name: 'bookMine', to: '/mes-praticiens', icon: IconCalendarStar };
const account: Command = { name: 'account', to: '/mon-compte', icon: IconUserCircle };
const planning: Command = { name: 'planning', to: '/planning', icon: IconCalendarWeek };
const settings: Command = { name: 'settings', to: '/parametrage', icon: IconSettings };
const generation: Command = { name: 'generation', to: '/generation', icon: IconListDetails };
const reasons: Command = { name: 'reasons', to: '/motifs', icon: IconChecklist };
const emails: Command = { name: 'emails', to: '/adresses-mail', icon: IconMailCheck };
const trial: Command = { name: 'trial', to: '/professionnels', icon: IconGift };
const help = (who: 'Patient' | 'Practitioner' | 'Secretary', to: string): Command => ({
  name: `help${who}`,
  to,
  icon: IconHelp,
});

const isOwner = (me: Me | null | undefined): boolean => me?.affiliations.some((a) => a.relation === 'owner') ?? false;
const isStaff = (me: Me | null | undefined): boolean => (me?.affiliations.length ?? 0) > 0;

/** The map of the site for one person: the four spaces, with the commands she can use. The first of a professional is the planning. */
export const spacesFor = (me: Me | null | undefined): Space[] => {
  const patients: Space = {
    name: 'patients',
    commands: [myVisits, bookMine, newBooking, ...(me ? [account] : []), help('Patient', '/aide/patient')],
  };
  const professionals: Space = {
    name: 'professionals',
    commands: [
      ...(isOwner(me) ? [planning, settings, generation, reasons] : [trial]),
      help('Practitioner', '/aide/praticien'),
    ],
  };
  const secretaries: Space = {
    name: 'secretaries',
    commands: [
      ...(isStaff(me) && !isOwner(me) ? [planning] : []),
      ...(isStaff(me) ? [emails] : []),
      help('Secretary', '/aide/secretaire'),
    ],
  };
  if (isOwner(me)) return [professionals, secretaries, patients];
  return isStaff(me) ? [secretaries, patients, professionals] : [patients, professionals, secretaries];
};

/** What the thumb reaches on a phone; the rest is behind "Menu". */
export const barFor = (me: Me | null | undefined): Command[] => {
  if (isOwner(me)) return [planning, settings, reasons];
  if (isStaff(me)) return [planning, emails, find];
  return me ? [find, myVisits, account] : [home, find, myVisits];
};
