import { defineConfig } from "vitest/config";

export default defineConfig({
  // The server answers /static/ from dist/, and reads dist/.vite/manifest.json for the hashed names.
  base: "/static/",
  build: {
    manifest: true,
    target: "es2022",
    // Inlined fonts would need `font-src data:` in the Content-Security-Policy.
    assetsInlineLimit: 0,
    // Vite's preload helper is not needed: every chunk is named in the manifest.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      input: ["src/app.ts", "src/reference.ts", "src/docs.ts"],
      checks: { pluginTimings: false },
    },
  },
  // No test depends on how busy the machine is.
  test: { include: ["src/**/*.test.ts"], testTimeout: 120_000 },
});
