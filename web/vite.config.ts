import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const gateway = process.env.CRENEAU_URL ?? 'http://localhost:8080';

/** Fills the first paint of index.html with the texts of the home page, which are written once. */
const earlyTexts = (): Plugin => ({
  name: 'creneau-early-texts',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) => {
      const texts: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'src/i18n/fr/public.json'), 'utf8'));
      return html.replace(/{{([\w.]+)}}/g, (_place, path: string) => {
        const text = path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], texts);
        if (typeof text !== 'string') throw new Error(`index.html: no text ${path}`);
        return text;
      });
    },
  },
});

/** `drawing:IconClock`: the path of an icon for the first paint, which has no React to show Tabler's component with. */
const drawings = (): Plugin => ({
  name: 'creneau-drawings',
  resolveId: (id) => (id.startsWith('drawing:') ? `\0${id}` : undefined),
  load: async (id) => {
    const [, name] = /^\0drawing:(\w+)$/.exec(id) ?? [];
    if (name === undefined) return undefined;
    const { __iconNode: nodes } = (await import(`@tabler/icons-react/icons/${name}`)) as {
      __iconNode: [string, { d: string }][];
    };
    if (nodes.some(([tag]) => tag !== 'path')) throw new Error(`${name} is not made of paths alone`);
    return `export default ${JSON.stringify(nodes.map(([, { d }]) => d).join(''))}`;
  },
});

/** Has the application loaded beside the first paint (src/main.ts), whose own questions go first. */
const preloaded = (): Plugin => ({
  name: 'creneau-preloaded',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) => {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const start = chunks.find(({ name }) => name === 'start');
      return [start?.fileName, ...(start?.imports ?? [])].flatMap((file) =>
        file === undefined || chunks.some((chunk) => chunk.isEntry && chunk.imports.includes(file))
          ? []
          : [
              {
                tag: 'link',
                attrs: { rel: 'modulepreload', href: `/${file}`, crossorigin: true, fetchpriority: 'low' },
              },
            ],
      );
    },
  },
});

/** Writes a .br and a .gz beside each text file, which the gateway serves as they are. */
const compressed = (): Plugin => ({
  name: 'creneau-compressed',
  apply: 'build',
  writeBundle: ({ dir = 'dist' }) => {
    for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      const file = join(dir, name);
      if (!/\.(?:js|css|svg)$/.test(name) || statSync(file).size < 1024) continue;
      const bytes = readFileSync(file);
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    }
  },
});

export default defineConfig({
  plugins: [react(), earlyTexts(), drawings(), preloaded(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A page under a Content-Security-Policy of 'self' alone loads no data: URL for scripts or fonts.
    assetsInlineLimit: 0,
    // Only browsers that know modulepreload run this code at all.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // A few files of some size rather than dozens of tiny ones: what all pages use, and what several use.
        codeSplitting: {
          groups: [
            // What goes ahead of all others must not wait for them.
            {
              name: 'early',
              test: /src\/(?:early\/(?!planning\/)|i18n\/chosen-language|time\/(?:format|free-days|server-time)|booking\/(?:draft|place|reserved-word|slots)\.ts|shell\/has-agreed|staff\/chosen-office)/,
              priority: 4,
            },
            // Its part for staff, which the pages of the public do without.
            {
              name: 'early-planning',
              test: /drawing:|src\/(?:early\/planning\/|planning\/(?:line|now\.module|open-on|planning\.module|rows)\b)/,
              priority: 3,
            },
            { name: 'base', minShareCount: 12, priority: 2 },
            { name: 'common', minShareCount: 6, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: { '/api': gateway, '/auth': gateway },
  },
});
