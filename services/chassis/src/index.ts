import 'temporal-polyfill/global';

export type { Logger } from 'pino';
export { type Affiliations, createAffiliations, personOf } from './auth/affiliation';
export * from './auth/identities';
export { authorize, type Caller, type Policy, type Rule } from './auth/policy';
export { createServiceTokenSource, type TokenSource } from './auth/service-token';
export { createTokenVerifier, type TokenVerifier } from './auth/token-verifier';
export { type BaseConfig, baseConfig, postgresConfig, type ServiceConfig, serviceConfig } from './config/base-config';
export { ConfigError, configLoader } from './config/load-config';
export * from './errors/app-error';
export { FIELD_RULES, type FieldRule, isFieldRule } from './errors/field-rules';
export { fromGrpcError, fromStatus, toGrpcStatus, toStatus } from './errors/grpc-error';
export { type CallOptions, openGrpcClient, type RpcClient } from './grpc/client';
export { until } from './grpc/deadline';
export type { Definition } from './grpc/definition';
export {
  dateField,
  instantField,
  intField,
  nextPageToken,
  type Page,
  pageFields,
  textField,
  uuidField,
  uuidFields,
} from './grpc/request-fields';
export { type Call, type Exposed, expose, type Handlers, openGrpcServer } from './grpc/server';
export { answerAdmin, type Disclosure } from './health/admin-server';
export { type Check, Health, onceWell } from './health/health';
export { type Effect, onEvent, type Prepare, type Subscription } from './kafka/apply-event';
export { catchUp, rewind } from './kafka/catch-up';
export { startConsumer } from './kafka/consumer';
export { type Event, type EventType, parseEvent, toHeaders } from './kafka/event';
export { createKafka, createProducer, deadLetterTopicOf, ensureTopics, topicOf } from './kafka/kafka';
export { createOutbox, currentTraceparent, type Fact, factOf, type Outbox, SHARDS, shardOf } from './kafka/outbox';
export { readTopic } from './kafka/read-topic';
export { startRelay } from './kafka/relay';
export { listParked, type ParkedLine, replayParked } from './kafka/replay';
export { coalesced } from './lifecycle/coalesced';
export { gathered } from './lifecycle/gathered';
export { Life } from './lifecycle/life';
export { createOfficeQueue, type OfficeQueue } from './lifecycle/office-queue';
export { runCatchUp } from './lifecycle/run-catch-up';
export { runCommand } from './lifecycle/run-command';
export { runMigrations } from './lifecycle/run-migrations';
export { runReplay } from './lifecycle/run-replay';
export { runService, type Wiring } from './lifecycle/run-service';
export { type Facts, openFacts, openRpc, type Rpc } from './lifecycle/service-defaults';
export { together } from './lifecycle/together';
export { startWorker, type Worker } from './lifecycle/worker';
export { checkMigrated, migrate } from './postgres/migrate';
export { type Db, openPostgres, type Postgres, type Prepared, sharedBy, sqlState, type Tx } from './postgres/pool';
export { type FreeTimeChanged, openKnownFreeTime, tellFreeTime } from './redis/free-time';
export { EVERY_OFFICE, KnownCurrent, openKnownCurrent } from './redis/known-current';
export { createHintPublisher, LIVE_CHANNEL, type LiveHint, type PublishHint, parseHint } from './redis/live-hints';
export { openRedis } from './redis/redis';
export { RememberedAnswers } from './redis/remembered-answers';
export { openSubscription } from './redis/subscription';
export { createLogger } from './telemetry/logger';
export { type Clock, ManualClock, openClock, systemClock } from './time/clock';
