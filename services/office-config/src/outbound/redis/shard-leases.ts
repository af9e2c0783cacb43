import { randomUUID } from 'node:crypto';
import { type Logger, type openRedis, SHARDS } from '@creneau/chassis';

type Redis = Awaited<ReturnType<typeof openRedis>>;

const LEASE_MS = 3_000;
const RENEW_EVERY_MS = 1_000;
const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);

/** Renews the leases that are ours and takes those that are nobody's. */
const CLAIM = `
local mine = {}
for i, key in ipairs(KEYS) do
  local holder = redis.call('GET', key)
  if holder == ARGV[1] then
    redis.call('PEXPIRE', key, ARGV[2])
    mine[#mine + 1] = i - 1
  elseif not holder then
    redis.call('SET', key, ARGV[1], 'PX', ARGV[2])
    mine[#mine + 1] = i - 1
  end
end
return mine`;
const RELEASE = `
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then redis.call('DEL', key) end
end`;

export interface ShardLeases {
  /** The shards this process works on now. */
  mine(): Promise<readonly number[]>;
  release(): Promise<void>;
}

/**
 * Shares the shards of offices between replicas, so that an event is usually shipped once. Nothing hangs on it: two relays
 * on one shard ship the same events under the same ids, each in order. So while Redis is away every replica works on all.
 */
export const createShardLeases = (redis: Redis, namespace: string, log: Logger): ShardLeases => {
  const token = randomUUID();
  const keys = ALL_SHARDS.map((shard) => `{creneau:relay:${namespace}}:${shard}`);
  let held: readonly number[] = [];
  let claimedMs = Number.NEGATIVE_INFINITY;
  let away = false;

  return {
    async mine() {
      if (performance.now() - claimedMs < RENEW_EVERY_MS) return held;
      try {
        held = (await redis.eval(CLAIM, keys.length, ...keys, token, LEASE_MS)) as number[];
        away = false;
      } catch (error) {
        held = ALL_SHARDS;
        if (!away) log.warn({ err: error }, 'Redis is away: facts are shipped without leases');
        away = true;
      }
      claimedMs = performance.now();
      return held;
    },
    async release() {
      held = [];
      claimedMs = Number.NEGATIVE_INFINITY;
      await redis.eval(RELEASE, keys.length, ...keys, token).catch(() => undefined);
    },
  };
};
