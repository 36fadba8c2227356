import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DateTime } from "luxon";
import type { Fault } from "../../src/mock/faults.ts";
import { startInbox } from "../../src/mock/inbox.ts";
import { startMockGong } from "../../src/mock/server.ts";
import { monday } from "./line.ts";
import { startPingServer } from "./ping-server.ts";

/**
 * A company in which everything that people chose themselves is one of some strings: names, addresses, titles of people
 * and calls, scorecards, comments. A mail server and a service for pings stand beside it, the settings in a folder.
 */
export async function hostileCompany(strings: readonly string[]) {
  let at = 0;
  const next = (): string => {
    at += 1;
    return strings[at % strings.length] ?? "";
  };
  const names = new Map<string, string>();
  const nameOf = (id: string): string => {
    const name = names.get(id) ?? strings[names.size % strings.length] ?? "";
    names.set(id, name);
    return name;
  };
  const changed = (value: unknown, key = "", id = ""): unknown => {
    if (Array.isArray(value)) return value.map((each) => changed(each, key, id));
    if (typeof value === "string") {
      if (key === "firstName") return nameOf(id);
      if (key === "emailAddress") return Number(id.slice(-1)) % 3 === 0 ? `${nameOf(id)}@example.com` : value;
      return /^(lastName|title|purpose|comment|text|scorecardName|questionText|customData|url)$/.test(key)
        ? next()
        : value;
    }
    if (typeof value !== "object" || value === null) return value;
    const own = "id" in value ? String(value.id) : id;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, changed(inner, name, own)]),
    );
  };
  let answer: Fault | undefined;
  const gong = await startMockGong({
    people: 12,
    now: DateTime.fromISO(monday, { setZone: true }),
    requestsPerSecond: 100_000,
    requestsPerDay: 1_000_000,
    fault: ({ path }) =>
      answer ?? (path.endsWith("/users") || /calls|scorecards/.test(path) ? { patch: changed } : undefined),
  });
  const inbox = await startInbox({
    refuse: (stage, value) =>
      stage === "rcpt" && !value.includes("revops")
        ? { code: 550, text: `5.1.1 ${next().replace(/[\r\n]+/g, " ")}` }
        : undefined,
  });
  const pings = await startPingServer();
  const folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
  const config = join(folder, "config.yaml");
  writeFileSync(
    config,
    [
      `gong: { baseUrl: "${gong.url}", requestsPerSecond: 1000, requestsPerDay: 1000000, retries: 0 }`,
      "history: { path: history.db }",
      `mail: { from: digest@example.com, smtpUrl: "${inbox.url}", retryAfterSeconds: [], attach: [csv, json] }`,
      "digest: { recipients: [{ to: revops@example.com }, { auto: managers }] }",
      "usual: { weeks: 6 }",
      `ops: { metricsFile: metrics.prom, pingUrl: "${pings.url}/alive", pingFailureUrl: "${pings.url}/failed" }`,
      'personas: { analyst: { include: [read, "history_*", digest_of_week, explain_finding], transcripts: on } }',
    ].join("\n"),
  );
  return {
    gong,
    inbox,
    pings,
    folder,
    config,
    environment: { GONG_ACCESS_KEY: gong.accessKey, GONG_ACCESS_KEY_SECRET: gong.accessKeySecret },
    /** From now on this is what Gong answers to everything. */
    answer: (fault: Fault): void => {
      answer = fault;
    },
    names: (): readonly string[] => [...names.values()],
    ids: (): readonly string[] => [...names.keys()],
    close: async (): Promise<void> => {
      pings.close();
      await Promise.all([gong.close(), inbox.close()]);
    },
  };
}
