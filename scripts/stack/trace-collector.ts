import { createServer, type Server } from 'node:http';

/** The parts of an OTLP/HTTP span that a test looks at. */
export interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  service: string;
}

interface OtlpExport {
  resourceSpans?: {
    resource?: { attributes?: { key: string; value?: { stringValue?: string } }[] };
    scopeSpans?: { spans?: Omit<CollectedSpan, 'service'>[] }[];
  }[];
}

const KEPT_SPANS = 200_000;

/**
 * Receives traces as OTLP/HTTP JSON on `POST /v1/traces`, and gives the spans of one back on `GET /traces/{traceId}`: for the
 * tests, which follow a booking through all services.
 */
export const startTraceCollector = (port: number): Promise<Server> => {
  const spans: CollectedSpan[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'POST' && request.url === '/v1/traces') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      spans.push(...spansOf(JSON.parse(Buffer.concat(chunks).toString()) as OtlpExport));
      if (spans.length > KEPT_SPANS) spans.splice(0, spans.length - KEPT_SPANS);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const traceId = /^\/traces\/([0-9a-f]{32})$/.exec(request.url ?? '')?.[1];
    response.writeHead(traceId ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(spans.filter((span) => span.traceId === traceId)));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
};

const spansOf = (exported: OtlpExport): CollectedSpan[] =>
  (exported.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) => {
    const service = resource?.attributes?.find(({ key }) => key === 'service.name')?.value?.stringValue ?? '';
    return (scopeSpans ?? []).flatMap(({ spans }) => (spans ?? []).map((span) => ({ ...span, service })));
  });
