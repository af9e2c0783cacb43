import type { CallOptions } from '@creneau/chassis';
import { AppError } from '@creneau/chassis';
import { json, type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import type { EndpointAnswer, EndpointDeclaration, EndpointInput } from '../api/endpoint';
import type { Language } from '../api/problem-texts';
import type { Authenticate } from '../auth/authenticate';
import { whileUncounted } from '../limits/in-flight';
import { type Representation, sendRepresentation } from './representation';
import { contextOf, languageOf, type RequestContext } from './request-context';
import { validateRequest } from './validate';

/** What a handler gets besides the validated request. */
export interface HandlerContext extends RequestContext {
  /** Hands the person's token on to a service. */
  readonly rpc: CallOptions;
  /** The caller's network address. */
  readonly address: string;
  readonly language: Language;
}

export type Handler<E extends EndpointDeclaration> = (
  input: EndpointInput<E>,
  context: HandlerContext,
) => Promise<EndpointAnswer<E>>;

/** For answers that stay open: the handler owns the response once it has begun it. */
export type StreamHandler<E extends EndpointDeclaration> = (
  input: EndpointInput<E>,
  context: HandlerContext,
  response: Response,
) => Promise<void>;

/** One endpoint with what answers it. */
export interface Route {
  readonly endpoint: EndpointDeclaration;
  readonly answer: (request: Request, response: Response) => Promise<void>;
}

export const BODY_LIMIT = '100kb';
/** In a rush answers take long: late is better than failed, as long as a person still waits. */
const CALL_MS = 10_000;

const handlerContext = (request: Request, response: Response, timeoutMs: number): HandlerContext => {
  const context = contextOf(response);
  return Object.assign(context, {
    rpc: { personToken: context.person?.token, timeoutMs },
    address: request.ip ?? request.socket.remoteAddress ?? 'unknown',
    language: languageOf(request),
  });
};

/** Ties an endpoint to its handler; the compiler checks that both speak of the same request and answer. */
export const route = <E extends EndpointDeclaration>(endpoint: E, handler: Handler<E>, timeoutMs = CALL_MS): Route => ({
  endpoint,
  answer: async (request, response) => {
    const input = validateRequest(endpoint, request);
    const answer = await handler(input, handlerContext(request, response, timeoutMs));
    response.status(endpoint.success.status);
    if (!response.hasHeader('cache-control')) response.setHeader('cache-control', cacheControl(endpoint));
    if (endpoint.success.schema) response.json(answer);
    else response.end();
  },
});

export const streamRoute = <E extends EndpointDeclaration>(endpoint: E, handler: StreamHandler<E>): Route => ({
  endpoint,
  answer: async (request, response) => {
    const input = validateRequest(endpoint, request);
    // HEAD asks whether there is a stream: nothing is opened for it.
    if (request.method === 'HEAD') response.end();
    else await handler(input, handlerContext(request, response, CALL_MS), response);
  },
});

/** For answers that are kept as bytes: the handler gives them, in whatever encoding is asked for. */
export const bytesRoute = <E extends EndpointDeclaration>(
  endpoint: E,
  handler: (input: EndpointInput<E>) => Promise<Representation>,
): Route => ({
  endpoint,
  answer: async (request, response) => {
    const representation = await handler(validateRequest(endpoint, request));
    response.status(endpoint.success.status).setHeader('cache-control', cacheControl(endpoint));
    await sendRepresentation(request, response, representation);
  },
});

/** Anonymous reads may be kept and asked again by ETag; what belongs to a person is kept nowhere. */
const cacheControl = ({ method, auth, id }: EndpointDeclaration): string =>
  method === 'get' && auth === 'anonymous' && id !== 'getCaptcha' && id !== 'getSession' ? 'no-cache' : 'no-store';

const parseJson = whileUncounted(json({ limit: BODY_LIMIT }));

const requireJson: RequestHandler = (request, _response, next) => {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  if (hasBody && !request.is('application/json'))
    next(new AppError('invalid', 'unsupported_media_type', 'The body is not application/json.'));
  else next();
};

const expressPath = (path: string): string => path.replaceAll('{', ':').replaceAll('}', '');

/**
 * Mounts endpoints. The order is the point: who asks and with which role comes before the body is read, the body is
 * parsed before any field is judged, and a handler sees nothing that was not checked.
 */
export const createApiRouter = (routes: readonly Route[], authenticate: Authenticate): Router => {
  const router = Router();
  for (const [path, ofPath] of byPath(routes)) {
    // One layer a path: a request is compared with every path before its own.
    const place = router.route(path);
    for (const { endpoint, answer } of ofPath) {
      const admit = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
        contextOf(response).route = `${endpoint.method.toUpperCase()} ${endpoint.path}`;
        if (endpoint.auth !== 'anonymous') await authenticate.required(endpoint.auth, request, response);
        else if (endpoint.id === 'getSession') await authenticate.optional(request, response);
        next();
      };
      place[endpoint.method](admit, ...(endpoint.body ? [requireJson, parseJson] : []), answer);
    }
    const methods = ofPath.map(({ endpoint }) => endpoint.method.toUpperCase());
    const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
    place.all((_request, response, next) => {
      response.setHeader('allow', allow);
      next(new AppError('invalid', 'method_not_allowed', 'Not with this method.'));
    });
  }
  return router;
};

const byPath = (routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> => {
  const found = new Map<string, Route[]>();
  for (const route of routes) {
    const path = expressPath(route.endpoint.path);
    found.set(path, [...(found.get(path) ?? []), route]);
  }
  return found;
};
