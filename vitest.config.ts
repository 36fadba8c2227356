import { defineConfig } from "vitest/config";

// biome-ignore lint/style/noDefaultExport: where vitest looks for it
export default defineConfig({
  // Real servers and databases on a busy machine take their time; a test that hangs still ends.
  // Most of them wait for a process or a server, so every core has a file to run.
  test: { testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: "100%" },
});
