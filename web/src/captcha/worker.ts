import type { CaptchaChallenge } from '../api/account';
import { findNumber, payloadOf } from './solve';

// Beside the page's own thread, so that typing stays smooth while the proof of work runs.
self.onmessage = (event: MessageEvent<CaptchaChallenge>) => {
  const number = findNumber(event.data);
  self.postMessage(number === undefined ? null : payloadOf(event.data, number));
};
