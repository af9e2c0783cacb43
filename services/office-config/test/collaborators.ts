import {
  createServiceTokenSource,
  createTokenVerifier,
  expose,
  Health,
  Life,
  openGrpcClient,
  openGrpcServer,
  type RpcClient,
} from '@creneau/chassis';
import { Relation } from '@creneau/proto/identity/v1/messages';
import { IdentityServiceService } from '@creneau/proto/identity/v1/service';
import { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import { SchedulingServiceService } from '@creneau/proto/scheduling/v1/service';
import { log, variable } from './office-builder';

/** The RPCs that office-config asks, by the contracts of their owners. */
const identityRpcs = { getAffiliation: IdentityServiceService.getAffiliation };
const schedulingRpcs = {
  getSchedule: SchedulingServiceService.getSchedule,
  applySettings: SchedulingServiceService.applySettings,
};
const rule = { from: ['office-config'], person: 'nobody' } as const;

export interface World {
  /** What a person is to an office, by "<person> <office>". */
  relations: Map<string, Relation>;
  /** The zone of an office's days; offices without have none. */
  zones: Map<string, string>;
}

/**
 * identity and scheduling as office-config sees them, over real gRPC with real tokens, so that each test has offices of its
 * own. Like the real one, this scheduling asks back for the settings before it answers the date.
 */
export const openCollaborators = async (world: World, officeConfigPort: number) => {
  const life = new Life(log);
  const verifier = createTokenVerifier(variable('OIDC_ISSUER'));
  const officeConfig: RpcClient<OfficeConfigServiceService> = await openGrpcClient({
    life,
    definition: OfficeConfigServiceService,
    address: `dns:///localhost:${officeConfigPort}`,
    serviceToken: createServiceTokenSource(
      variable('OIDC_ISSUER'),
      'creneau-scheduling',
      variable('OIDC_SECRET_SCHEDULING'),
    ),
    idempotent: [],
  });
  const port = await openGrpcServer(
    { port: 0, life, health: new Health(), log, verifier },
    expose(
      identityRpcs,
      { getAffiliation: rule },
      {
        async getAffiliation({ officeId, personId }) {
          return { relation: world.relations.get(`${personId} ${officeId}`) ?? Relation.UNSPECIFIED };
        },
      },
    ),
    expose(
      schedulingRpcs,
      { getSchedule: rule, applySettings: rule },
      {
        async getSchedule({ officeId }) {
          const timeZone = world.zones.get(officeId);
          const schedule = {
            officeId,
            generated: timeZone !== undefined,
            timeZone: timeZone ?? '',
            windowDays: 90,
            generatedThrough: timeZone ? '2027-04-11' : '',
            settingsVersion: 1,
          };
          return { schedule };
        },
        async applySettings({ officeId, settingsVersion }) {
          const { settings } = await officeConfig.getSettings({ officeId, version: 0 });
          const current = (settings?.version ?? 0) >= settingsVersion;
          return { effectiveFrom: current && world.zones.has(officeId) ? '2027-04-12' : '' };
        },
      },
    ),
  );
  return { address: `dns:///localhost:${port}`, close: () => life.stop() };
};
