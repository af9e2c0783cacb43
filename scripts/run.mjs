// The one entry point of every npm command: checks Node, installs when the lock file changed, then runs
// scripts/<command>.ts with the Node of the images. Uses nothing but Node, so that it works on a fresh clone.
// Says what it does on standard error.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commands = [
  'start',
  'test',
  'check',
  'build',
  'ps',
  'window',
  'replay',
  'clock',
  'bench',
  'components',
  'seed',
  'load',
  'fuzz',
  'stop',
  'env',
  'chaos',
  'chart',
  'images',
  'cluster',
  'asyncapi',
];

const fail = (text) => {
  console.error(text);
  process.exit(1);
};

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const checkNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Créneau needs Node.js 20.19 or later; this is ${process.version}.`);
};

const packagesOf = (path) => {
  const all = Object.entries(JSON.parse(readFileSync(path, 'utf8')).packages ?? {});
  return all.filter(([place, entry]) => place.includes('node_modules/') && !entry.link);
};

/** True when npm's own record of what it installed agrees with the lock file (packages of other platforms aside). */
const installedAgrees = (lock) => {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = new Map(packagesOf(record));
  return packagesOf(lock).every(([place, entry]) => {
    const found = installed.get(place);
    return found ? found.integrity === entry.integrity && found.version === entry.version : entry.optional === true;
  });
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Two commands at once on a fresh clone: one installs, the other waits. A lock whose holder died is taken over. */
const underLock = (body) => {
  const lock = join(tmpdir(), `creneau-install-${sha256(root).slice(0, 12)}.lock`);
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0);
    if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true });
    else {
      if (!waited) console.error('Another command is installing; waiting for it.');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  try {
    body();
  } finally {
    rmSync(lock, { force: true });
  }
};

const install = () => {
  const lock = join(root, 'package-lock.json');
  const stamp = join(root, 'node_modules/.creneau-stamp');
  const hash = sha256(readFileSync(lock));
  const isFresh = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (isFresh()) return;
  underLock(() => {
    if (isFresh()) return;
    if (!installedAgrees(lock)) {
      console.error('Installing npm packages (once for each change of package-lock.json)');
      const began = Date.now();
      const npm = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
        cwd: root,
        stdio: ['ignore', 2, 2],
        shell: process.platform === 'win32',
      });
      if (npm.status !== 0) fail('npm ci failed; its message is above.');
      console.error(`Installed in ${((Date.now() - began) / 1000).toFixed(0)} s`);
    }
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, hash);
  });
};

/** The Node that the images have, where npm carries it for this platform (package.json's optionalDependencies); else the one that runs this. */
const nodeOfImages = () => {
  const name = `node-${process.platform}-${process.arch}`;
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (!(name in optionalDependencies)) return process.execPath;
  const node = join(root, 'node_modules', name, 'bin/node');
  if (spawnSync(node, ['--version']).status === 0) return node;
  console.error(`npm's ${name} is missing or does not run here: going on with Node ${process.version}.`);
  return process.execPath;
};

const [command, ...args] = process.argv.slice(2);
if (!commands.includes(command)) fail(`usage: node scripts/run.mjs <${commands.join('|')}> [arguments]`);
checkNode();
install();
// One child, in our process group: Ctrl-C reaches it directly, and we only wait for its exit code.
const child = spawn(nodeOfImages(), ['--import', 'tsx', join(root, 'scripts', `${command}.ts`), ...args], {
  cwd: join(root, 'scripts'),
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
