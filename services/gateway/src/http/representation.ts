import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

type Encoding = 'br' | 'gzip' | 'identity';

/** An answer written once and sent many times, in each encoding that somebody asked for. */
export interface Representation {
  readonly etag: string;
  in(encoding: Encoding): Promise<Buffer>;
}

/** Fast ones: the answer is kept for a second. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 6 };

const encoders: Readonly<Record<Encoding, (plain: Buffer) => Promise<Buffer>>> = {
  br: (plain) => promisify(brotliCompress)(plain, BROTLI),
  gzip: (plain) => promisify(gzip)(plain, GZIP),
  identity: async (plain) => plain,
};

export const representJson = (answer: unknown): Representation => {
  const plain = Buffer.from(JSON.stringify(answer));
  const encoded = new Map<Encoding, Promise<Buffer>>();
  return {
    etag: `W/"${createHash('sha256').update(plain).digest('base64url')}"`,
    in: (encoding) => {
      const bytes = encoded.get(encoding) ?? encoders[encoding](plain);
      encoded.set(encoding, bytes);
      return bytes;
    },
  };
};

/** Sends it in the best encoding that the client takes; 304 to one that has it. */
export const sendRepresentation = async (
  request: Request,
  response: Response,
  representation: Representation,
): Promise<void> => {
  const encoding = (request.acceptsEncodings('br', 'gzip', 'identity') || 'identity') as Encoding;
  const bytes = await representation.in(encoding);
  response.setHeader('etag', representation.etag);
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.vary('accept-encoding');
  if (encoding !== 'identity') response.setHeader('content-encoding', encoding);
  response.send(bytes);
};
