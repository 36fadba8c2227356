import { join } from "node:path";
import { armFailpoints } from "../../jobs/session/armed.ts";
import { keyPlaceOf } from "../../jobs/session/key-places.ts";
import { sourceOfStore } from "../../jobs/session/key-store.ts";
import { createGong } from "../../src/gong/client.ts";
import { listWorkspaces } from "../../src/gong/workspaces.ts";
import { openStore } from "../../src/keys/store.ts";
import { silentLog } from "../../src/log.ts";

/**
 * A process of its own on a store: makes one call of Gong for each message, and answers with what came of it: `ok`, or
 * the error's message.
 *
 * Arguments: the folder of the store, Gong's base URL.
 */
const [folder = "", baseUrl = ""] = process.argv.slice(2);
armFailpoints(process.env);
const file = join(folder, "credentials.json");
const store = openStore(file, keyPlaceOf(process.env, file));
const now = () => new Date();
const gong = createGong({
  baseUrl,
  credentials: sourceOfStore(store, { now, log: silentLog, timeoutSeconds: 30 }),
  requestsPerSecond: 1_000_000,
  requestsPerDay: 1_000_000,
  dayCount: { used: () => 0, take: () => true },
  patienceSeconds: 0,
  timeoutSeconds: 60,
  retries: 0,
  log: silentLog,
  now,
  random: Math.random,
  sleep: async () => {},
});
process.on("message", async () => {
  const said = await gong.call(listWorkspaces, {}).then(
    () => "ok",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  process.send?.(said);
});
process.send?.("ready");
