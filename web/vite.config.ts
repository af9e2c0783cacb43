import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const gateway = process.env.CRENEAU_URL ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A page under a Content-Security-Policy of 'self' alone loads no data: URL for scripts or fonts.
    assetsInlineLimit: 0,
    // Only browsers that know modulepreload run this code at all.
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    port: 5173,
    proxy: { '/api': gateway, '/auth': gateway },
  },
});
