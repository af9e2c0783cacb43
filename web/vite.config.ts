import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const gateway = process.env.CRENEAU_URL ?? 'http://localhost:8080';

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
  plugins: [react(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A page under a Content-Security-Policy of 'self' alone loads no data: URL for scripts or fonts.
    assetsInlineLimit: 0,
    // Only browsers that know modulepreload run this code at all.
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    proxy: { '/api': gateway, '/auth': gateway },
  },
});
