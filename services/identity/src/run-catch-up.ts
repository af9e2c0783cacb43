import { runCatchUp } from '@creneau/chassis';
import { loadConfig } from './config';
import { ownFacts } from './inbound/kafka/own-facts';
import { areas } from './inbound/kafka/subscriptions';

/** After a restore: see the chassis. */
void runCatchUp({ service: 'identity', loadConfig, areas, facts: ownFacts });
