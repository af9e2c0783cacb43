import { runReplay } from '@creneau/chassis';
import { loadConfig } from './config';
import { areas, subscriptions } from './inbound/kafka/subscriptions';

/** Applies what this service's consumer parked: see the chassis. */
void runReplay({ service: 'scheduling', loadConfig, areas, listen: ({ clock }) => subscriptions({ clock }) });
