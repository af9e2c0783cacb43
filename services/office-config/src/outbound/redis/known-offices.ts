import { type KnownCurrent, LIVE_CHANNEL, type Life, type Logger, openKnownCurrent, parseHint } from '@creneau/chassis';

const TRUSTED_MS = 10_000;

/** Which offices stand as this process read them last, by what every process says after an append. */
export const openKnownOffices = (life: Life, log: Logger, redisUrl: string): Promise<KnownCurrent> =>
  openKnownCurrent({
    life,
    log,
    url: redisUrl,
    trustedMs: TRUSTED_MS,
    channel: LIVE_CHANNEL,
    officeOf: (message) => {
      const hint = parseHint(message);
      return hint?.area === 'office-config' ? hint.officeId : undefined;
    },
  });
