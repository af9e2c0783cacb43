import 'temporal-polyfill/global';

/*
 * Loaded with --require before anything else, because instrumentation wraps modules as they are first required. Without an
 * endpoint nothing of it is even loaded: traces cost nothing where nobody collects them.
 */
const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
if (endpoint) (require('./tracing') as typeof import('./tracing')).startTracing(endpoint);
