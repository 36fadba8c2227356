import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startInbox } from "../../src/mock/inbox.ts";
import { emailOf } from "./made-company.ts";

/** A Gong and a mail server for one measurement, and a configuration that leads there. */
export type Setting = {
  readonly config: string;
  readonly mails: () => number;
  readonly close: () => Promise<void>;
};

/** The whole company, twenty teams, five trees of every size, and a hundred people. */
export function recipientsOf(people: number): readonly object[] {
  const managers = Math.floor((people - 2) / 9) + 1;
  const spread = (count: number, all: number) =>
    [...new Set(Array.from({ length: count }, (_, place) => Math.floor((place * all) / count)))].map(emailOf);
  return [
    { to: "everything@example.com" },
    ...spread(20, managers).map((to) => ({ to, scope: { team: to } })),
    ...[0, 1, 5, 20, 100].map((index) => ({ to: emailOf(index), scope: { tree: emailOf(index) } })),
    ...spread(100, people).map((to) => ({ to, scope: { person: to } })),
  ];
}

/** @param calls whether lengths of calls are read too, eight in ten of all requests */
export async function startSetting(
  folder: string,
  history: string,
  { people, week, calls }: { readonly people: number; readonly week: string; readonly calls: boolean },
): Promise<Setting> {
  const script = join(import.meta.dirname, "gong.ts");
  const gong = spawn(process.execPath, ["--import", "tsx", script, String(people), week], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [baseUrl] = (await once(createInterface(gong.stdout), "line")) as [string];
  const inbox = await startInbox();
  const config = join(folder, `config-${calls ? "calls" : "plain"}.json`);
  const settings = {
    gong: { baseUrl, requestsPerSecond: 1000, requestsPerDay: 1_000_000 },
    pull: { calls: calls ? "on" : "off" },
    history: { path: history },
    mail: { from: "digest@example.com", smtpUrl: inbox.url },
    digest: { recipients: recipientsOf(people) },
  };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(settings));
  return {
    config,
    mails: () => inbox.messages.length,
    close: async () => {
      gong.kill();
      await inbox.close();
    },
  };
}
