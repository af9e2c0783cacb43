import { runService } from '@creneau/chassis';
import { loadConfig } from './config';
import { wire } from './wiring';

void runService('payment', loadConfig, wire);
