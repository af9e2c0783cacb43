import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import { Complaint, MissingTool } from './complaint';
import { lastLines } from './log-tail';

const otherWay = 'or let Docker run it: INFRA=containers';

const answers = async (file: string, args: string[]): Promise<string | undefined> => {
  const result = await execa(file, args, { reject: false, all: true });
  return result.exitCode === 0 ? result.all : undefined;
};

const major = (text: string | undefined): number => Number(/(\d+)/.exec(text ?? '')?.[1] ?? 0);

/** The Java to run servers with: JAVA_HOME's, else the one on PATH; 17 or later. */
export const requireJava = async (component: string): Promise<string> => {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
  const text = await answers(java, ['-version']);
  if (major(/version "(\d+)/.exec(text ?? '')?.[1]) >= 17) return java;
  const found = text ? `found is ${text.split('\n')[0]}` : 'none was found';
  throw new MissingTool(`${component} needs Java 17 or later (${found}): install a JDK, ${otherWay}.`);
};

export const requireMaven = async (component: string): Promise<string> => {
  if (await answers('mvn', ['--version'])) return 'mvn';
  throw new MissingTool(`${component} is downloaded with Maven, and "mvn" was not found: install maven, ${otherWay}.`);
};

export const requireGo = async (component: string): Promise<string> => {
  const text = await answers('go', ['version']);
  const minor = Number(/go1\.(\d+)/.exec(text ?? '')?.[1] ?? 0);
  if (minor >= 24) return 'go';
  const found = text ?? 'none was found';
  throw new MissingTool(`${component} is built with Go 1.24 or later (${found}): install go, ${otherWay}.`);
};

/** The Python whose pip can download, or undefined. */
export const findPip = async (): Promise<string | undefined> => {
  for (const python of ['python3', 'python']) {
    if (await answers(python, ['-m', 'pip', '--version'])) return python;
  }
  return undefined;
};

/** As `3.12`. */
export const pythonVersion = async (python: string): Promise<string> => {
  const code = 'import sys; print("%d.%d" % sys.version_info[:2])';
  return (await execa(python, ['-c', code])).stdout.trim();
};

/** The path of a program on PATH, or undefined. */
export const findProgram = async (names: readonly string[]): Promise<string | undefined> => {
  for (const name of names) {
    const path = await answers('sh', ['-c', 'command -v "$0"', name]);
    if (path) return path.trim();
  }
  return undefined;
};

/** Runs a download or build with its output in a log; a failure is told with the log's last lines. */
export const runTool = async (
  cache: string,
  component: string,
  file: string,
  args: string[],
  options: Options = {},
): Promise<void> => {
  await mkdir(join(cache, 'logs'), { recursive: true });
  const log = join(cache, 'logs', `${component}.log`);
  const output = { file: log, append: true } as const;
  const result = await execa(file, args, {
    ...options,
    reject: false,
    stdin: 'ignore',
    stdout: output,
    stderr: output,
  });
  if (!result.failed) return;
  throw new Complaint(
    `Preparing ${component} failed: ${file} ${args[0] ?? ''} (exit ${result.exitCode ?? result.signal}); all of it is in ${log}:\n${lastLines(log, 15)}`,
  );
};
