/*
 * For component tests: a real service on the real stores of a running stack, whose addresses come from the environment
 * (`npm test` exports them; by hand: `eval "$(node scripts/run.mjs env)"`).
 */
export { freshDatabase } from './database';
export { stackVariable } from './environment';
export { eventually } from './eventually';
export { freePort } from './free-port';
export { aHalt, type Halt } from './halt';
export { type Stopped, stoppedAfter } from './interleaving';
export { bareConfig, startTestService, type TestService } from './service';
export { demoPerson, personToken, serviceTokenOf } from './tokens';
export { messagesOf, openTopic, type TestTopic, type TopicMessage } from './topic';
export { inTrace } from './traces';
export { databaseState, untilWaiting } from './watching';
