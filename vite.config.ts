import { defineConfig } from 'vite';

/** The console of the sandbox, which its server gives to browsers at `/`. */
export default defineConfig({
  root: 'src/sandbox/console',
  base: '/',
  build: {
    outDir: '../../../dist/console',
    emptyOutDir: true,
    // The page allows scripts and images of its own origin; nothing is put into data addresses but what is tiny.
    modulePreload: { polyfill: false },
    // The Block Kit renderer brings a Markdown parser and the names of all emojis; the page is on the same machine.
    chunkSizeWarningLimit: 1500,
  },
});
