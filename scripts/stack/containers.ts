import { createWriteStream, mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { StartedNetwork } from 'testcontainers';
import { Complaint } from './complaint';
import type { Unit } from './unit';

/** How one component runs in Docker: an official image, the same ports on this machine, data in a named volume. */
export interface Container {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Port in the container → port on this machine. */
  readonly ports: readonly (readonly [number, number])[];
  /** Folder in the container that outlives it. */
  readonly keeps?: string;
  /** Read-only folders of this machine in the container. */
  readonly folders?: readonly (readonly [string, string])[];
}

const docker = async () => {
  const { getContainerRuntimeClient } = await import('testcontainers');
  return getContainerRuntimeClient().catch((error: unknown): never => {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Complaint(
      `INFRA=containers needs Docker, which does not answer (${why}): start it, or use INFRA=native.`,
    );
  });
};

/** The network on which containers of one stack know each other by their components' names. */
export const makeNetwork = (): (() => Promise<StartedNetwork>) => {
  let network: Promise<StartedNetwork> | undefined;
  return () => {
    network ??= docker().then(async () => new (await import('testcontainers')).Network().start());
    return network;
  };
};

/** The same component as the native one (its name, ports, probe, what it settles), run as a container. */
export const contained = (
  native: Unit,
  data: string,
  network: () => Promise<StartedNetwork>,
  container: Container,
): Unit => ({
  ...native,
  startMs: 300_000,
  prepare: async () => {
    await docker();
  },
  launch: async () => {
    const client = await docker();
    const { GenericContainer } = await import('testcontainers');
    mkdirSync(dirname(native.log), { recursive: true });
    const volume = `${basename(data)}-${native.name}`.replaceAll(/[^a-zA-Z0-9_.-]/g, '-');
    const kept = container.keeps ? [{ source: volume, target: container.keeps, mode: 'rw' as const }] : [];
    const shown = (container.folders ?? []).map(([source, target]) => ({ source, target, mode: 'ro' as const }));
    const started = await new GenericContainer(container.image)
      .withNetwork(await network())
      .withNetworkAliases(native.name)
      .withExposedPorts(...container.ports.map(([inside, host]) => ({ container: inside, host })))
      .withEnvironment({ ...container.environment })
      .withBindMounts([...kept, ...shown])
      .withCommand([...(container.command ?? [])])
      .withStartupTimeout(300_000)
      .withLogConsumer((stream) => void stream.pipe(createWriteStream(native.log, { flags: 'a' })))
      .start();
    const handle = client.container.getById(started.getId());
    const { State } = await handle.inspect();
    const exited = handle.wait().then(
      ({ StatusCode }: { StatusCode: number }) => `exit code ${StatusCode}`,
      () => 'removed',
    );
    return {
      pid: State.Pid,
      exited,
      stop: async () => {
        await started.stop({ timeout: 30_000, remove: true });
      },
    };
  },
});
