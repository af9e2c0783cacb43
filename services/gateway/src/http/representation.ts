import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

/** An answer written once and sent many times: its bytes, plain and compressed, and what tells it from others. */
export interface Representation {
  readonly etag: string;
  readonly bytes: Readonly<Record<'br' | 'gzip' | 'identity', Buffer>>;
}

const compressors = {
  br: promisify(brotliCompress),
  gzip: promisify(gzip),
};
/** Fast ones: the answer is kept for a second. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 6 };

export const representJson = async (answer: unknown): Promise<Representation> => {
  const identity = Buffer.from(JSON.stringify(answer));
  const [br, zipped] = await Promise.all([compressors.br(identity, BROTLI), compressors.gzip(identity, GZIP)]);
  const etag = `W/"${createHash('sha256').update(identity).digest('base64url')}"`;
  return { etag, bytes: { br, gzip: zipped, identity } };
};

/** Sends it in the best encoding that the client takes; 304 to one that has it. */
export const sendRepresentation = (request: Request, response: Response, { etag, bytes }: Representation): void => {
  const encoding = request.acceptsEncodings('br', 'gzip', 'identity') || 'identity';
  response.setHeader('etag', etag);
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.vary('accept-encoding');
  if (encoding !== 'identity') response.setHeader('content-encoding', encoding);
  response.send(bytes[encoding as keyof typeof bytes]);
};
