import { type KnownCurrent, LIVE_CHANNEL, type Life, type Logger, openKnownCurrent, parseHint } from '@creneau/chassis';

/** A change of the settings that nobody told, not even the next start of office-config, holds after so long at most. */
const TRUSTED_MS = 60_000;

/** Of which offices the terms stand as this process read them, by what office-config says after each change. */
export const openKnownTerms = (life: Life, log: Logger, redisUrl: string): Promise<KnownCurrent> =>
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
