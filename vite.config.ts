/** How the browser application is built: `npx vite build --outDir …`, called by scripts/lib/web.mjs. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('./src/web', import.meta.url)),
  build: {
    target: 'es2023',
    emptyOutDir: true,
    // The page's CSP lets nothing load that is inline or data.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Mantine's files say that they are for clients; all of this is one. How long plugins take is nobody's concern.
      checks: { moduleLevelDirective: false, pluginTimings: false },
    },
  },
});
