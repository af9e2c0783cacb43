import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { Complaint } from '../stack/complaint';

interface Lock {
  readonly packages: Record<string, { devDependencies?: unknown; optionalDependencies?: unknown }>;
}

/**
 * The software bill of materials of one service's image (CycloneDX), from the lock file that its packages come from. `npm sbom
 * --omit=dev` would leave out whatever is anybody's development dependency, even where another workspace needs it to run; so the
 * list is made from a lock file without such dependencies, and without optional ones, which the images leave out.
 */
export const billOfMaterials = async (root: string, service: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'creneau-bill-'));
  try {
    const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
    for (const entry of Object.values(lock.packages)) {
      delete entry.devDependencies;
      delete entry.optionalDependencies;
    }
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
    for (const [place, entry] of Object.entries(lock.packages).filter(([place]) => !place.includes('node_modules/'))) {
      await mkdir(join(folder, place), { recursive: true });
      await writeFile(join(folder, place, 'package.json'), JSON.stringify(entry));
    }
    const flags = ['--sbom-format=cyclonedx', '--package-lock-only', `--workspace=services/${service}`];
    const { stdout, failed, stderr } = await execa('npm', ['sbom', ...flags], { cwd: folder, reject: false });
    if (failed) throw new Complaint(`The bill of materials of ${service} failed: ${stderr}`);
    return `${stdout}\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
