import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';

/** Query parameters that hold names, addresses or secrets: spans keep their names only. */
const PRIVATE_PARAMETERS = ['q', 'city', 'email', 'code', 'state', 'session_state'];

/** Sends traces to an OTLP/HTTP receiver, and wraps what is required from now on. */
export const startTracing = (endpoint: string): void => {
  const ratio = Number(process.env.OTEL_TRACES_SAMPLER_ARG ?? '1');
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': process.env.OTEL_SERVICE_NAME ?? 'creneau' }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })),
    ],
  });
  provider.register();
  registerInstrumentations({
    instrumentations: [
      new HttpInstrumentation({
        redactedQueryParamsServer: PRIVATE_PARAMETERS,
        ignoreIncomingRequestHook: (request) => /^\/(healthz|readyz|metrics)/.test(request.url ?? ''),
      }),
      new ExpressInstrumentation(),
      new GrpcInstrumentation(),
      // Statements only, never their values: they are personal. Kafka's spans are the consumer's own (CloudEvents tracing).
      new PgInstrumentation({ enhancedDatabaseReporting: false }),
    ],
  });
};
