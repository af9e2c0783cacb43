import { execa } from 'execa';
import { requireGo } from '../stack/tools';

/** The folder of a public Go module as it was published, `github.com/some/module@v1.2.3`: Go's own cache keeps it. */
export const goModule = async (module: string): Promise<string> => {
  const go = await requireGo('A check of manifests');
  const { stdout } = await execa(go, ['mod', 'download', '-json', module]);
  return (JSON.parse(stdout) as { Dir: string }).Dir;
};
