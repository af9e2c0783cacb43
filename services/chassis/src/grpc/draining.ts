import http2, { type ClientHttp2Session } from 'node:http2';

const { connect } = http2;

/**
 * A session that the server is about to close (GOAWAY) sends no more pings: Node calls them off, and grpc-js takes that for a lost
 * connection and gives up the calls that the server would still answer on it (grpc/grpc-node#3068). Such a ping counts as answered;
 * the calls have their deadlines.
 */
const drainInPeace = (session: ClientHttp2Session): ClientHttp2Session => {
  const ping = session.ping.bind(session);
  session.ping = (...args: unknown[]): boolean => {
    if (!session.closed || session.destroyed) return Reflect.apply(ping, session, args);
    process.nextTick(args.at(-1) as (...answer: unknown[]) => void, null, 0, Buffer.alloc(8));
    return true;
  };
  return session;
};

http2.connect = ((...args: Parameters<typeof connect>) => drainInPeace(connect(...args))) as typeof connect;
