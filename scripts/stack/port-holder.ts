import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';

const answersAt = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const done = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', done(true)).once('error', done(false)).once('timeout', done(false));
  });

/** True when something listens on this port of the machine. */
export const isTaken = async (port: number): Promise<boolean> =>
  (await answersAt('127.0.0.1', port)) || (await answersAt('::1', port));

const listeningInodes = (port: number): Set<string> => {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => {
    try {
      return readFileSync(path, 'utf8').split('\n').slice(1);
    } catch {
      return [];
    }
  });
  const fields = rows.map((row) => row.trim().split(/\s+/));
  return new Set(
    fields.filter((row) => row[1]?.endsWith(wanted) && row[3] === '0A').map((row) => `socket:[${row[9]}]`),
  );
};

const holdsOneOf = (pid: string, inodes: Set<string>): boolean => {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return inodes.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
};

/** Who listens on a port, as well as this system lets us see: "node server.js (pid 42)". */
export const holderOf = (port: number): string => {
  if (process.platform === 'linux') {
    const inodes = listeningInodes(port);
    const pid = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && holdsOneOf(entry, inodes));
    if (!pid) return 'a program that this user may not see';
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    return `${words.slice(0, 80)} (pid ${pid})`;
  }
  try {
    const [pid, command] = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.slice(1));
    return `${command} (pid ${pid})`;
  } catch {
    return 'another program';
  }
};
