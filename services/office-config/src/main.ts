import { runService } from '@creneau/chassis';
import { loadConfig } from './config';
import { wire } from './wiring';

void runService('office-config', loadConfig, wire);
