import nodeModule from 'node:module';
import 'temporal-polyfill/global';

// Stacks name the lines of our sources. The maps of packages would be read too, and take four megabytes, with --enable-source-maps.
// Before Node 22.14 it was all or nothing.
if ('setSourceMapsSupport' in nodeModule)
  nodeModule.setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
else process.setSourceMapsEnabled(true);

/*
 * Loaded with --require before anything else, because instrumentation wraps modules as they are first required. Without an
 * endpoint nothing of it is even loaded: traces cost nothing where nobody collects them.
 */
const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
if (endpoint) (require('./tracing') as typeof import('./tracing')).startTracing(endpoint);
