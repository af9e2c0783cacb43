import * as z from 'zod';
import { endpoint, OWNER, STAFF } from './endpoint';
import { LocalDate, MAX_VERSION, OfficeParams, PersonId, UtcInstant, Version } from './fields';
import { Settings, SettingsInput } from './profile';

const SavedSettings = Settings.extend({
  effectiveFrom: LocalDate.nullable().meta({
    description:
      'The first day on which new hours or a new length hold: the one after the days already generated. null while no planning is generated.',
  }),
}).meta({ id: 'SavedSettings' });

const SettingsVersion = z
  .object({
    version: Version,
    savedAt: UtcInstant,
    changed: z.array(z.string()).meta({
      description:
        'The fields of Settings that differ from the version before. Empty for the first version, and before the twenty newest.',
      example: ['visitMinutes', 'weeklyHours'],
    }),
    author: z
      .object({ id: PersonId, lastName: z.string(), firstName: z.string() })
      .nullable()
      .meta({ description: 'null when she no longer works for the office.' }),
  })
  .meta({ id: 'SettingsVersion' });

export const getSettings = endpoint({
  id: 'getSettings',
  tag: 'Settings',
  method: 'get',
  path: '/api/offices/{officeId}/settings',
  auth: STAFF,
  summary: 'All settings of an office',
  params: OfficeParams,
  query: z.object({
    version: z.coerce
      .number()
      .int()
      .min(1)
      .max(MAX_VERSION)
      .optional()
      .meta({ description: 'An earlier version; the current one otherwise.' }),
  }),
  success: { status: 200, description: 'The settings', schema: Settings },
  problems: ['office_not_found', 'not_affiliated'],
});

export const putSettings = endpoint({
  id: 'putSettings',
  tag: 'Settings',
  method: 'put',
  path: '/api/offices/{officeId}/settings',
  auth: OWNER,
  summary: 'Save a new version of the settings',
  description:
    "Takes GET's document whole, its version inside. Everything wrong is named per field, and nothing is saved halfway.",
  params: OfficeParams,
  body: SettingsInput,
  success: { status: 200, description: 'Saved', schema: SavedSettings },
  problems: ['office_not_found', 'not_affiliated', 'not_owner', 'stale_version'],
});

export const listSettingsVersions = endpoint({
  id: 'listSettingsVersions',
  tag: 'Settings',
  method: 'get',
  path: '/api/offices/{officeId}/settings/versions',
  auth: STAFF,
  summary: 'Who saved the settings, and when, newest first',
  params: OfficeParams,
  success: {
    status: 200,
    description: 'The versions',
    schema: z.object({ versions: z.array(SettingsVersion) }).meta({ id: 'SettingsVersions' }),
  },
  problems: ['office_not_found', 'not_affiliated'],
});
