import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { Config } from "../src/config.ts";
import type { Digest } from "../src/digest.ts";
import { toldDigest } from "../src/history/told.ts";
import { startInbox } from "../src/mock/inbox.ts";
import { startMockGong } from "../src/mock/server.ts";
import { counted } from "../src/text.ts";
import { addWeeks, newestClosedWeek } from "../src/week.ts";
import { backfill } from "./pull/backfill.ts";
import { type ExitCode, exitCode } from "./session/exit.ts";
import { openSession, type Session } from "./session/session.ts";
import { runWeekly } from "./weekly/weekly.ts";

const timeZone = "America/New_York";

/** Weeks of history that the demo fills. */
const historyWeeks = 30;

/**
 * The weekly job on a company that does not exist, with everything else real: Gong over HTTP, SQLite, SMTP,
 * all on this machine. Leaves the digest and its history on disk.
 */
export async function demo(
  outer: Session,
  options: { readonly out: string; readonly people: number },
): Promise<ExitCode> {
  const folder = resolve(options.out);
  const historyPath = join(folder, "demo.db");
  // Only a demo's own history has this name; each demo starts without one.
  for (const suffix of ["", "-wal", "-shm"]) rmSync(historyPath + suffix, { force: true });
  const now = outer.now();
  // What happened to teams in the newest week is seen by whoever read the list of users before.
  let usersAt = now.minus({ weeks: 2 });
  const gong = await startMockGong({
    now,
    timeZone,
    people: options.people,
    requestsPerSecond: 500,
    usersAt: () => usersAt,
  });
  const inbox = await startInbox();
  const open = () =>
    openSession(
      { now: now.toISO() ?? "" },
      {
        log: outer.log,
        signal: outer.signal,
        settings: {
          config: Config.parse({
            gong: { baseUrl: gong.url, requestsPerSecond: 400 },
            mail: { from: "gong-digest@example.com", smtpUrl: inbox.url },
            digest: { recipients: [{ to: "revops@example.com" }] },
          }),
          historyPath,
          file: null,
          credentials: () => ({
            kind: "basic",
            accessKey: gong.accessKey,
            accessKeySecret: gong.accessKeySecret,
          }),
          smtpUrl: () => inbox.url,
          oauth2: () => null,
          dkim: () => null,
        },
      },
    );
  const session = open();
  try {
    outer.log.info(`A made-up company of ${counted(gong.company.people.length, "person", "people")}`);
    outer.log.info(`Its Gong is at ${gong.url}, its mail server at ${inbox.url}`);
    const week = newestClosedWeek(now, timeZone);
    const past = open();
    await backfill(past, { from: addWeeks(week, -historyWeeks), to: addWeeks(week, -1) }).finally(past.close);
    usersAt = now;
    const code = await runWeekly(session, { out: folder });
    const digest = toldDigest(await session.history(), week, "company");
    if (code === exitCode.done && digest) outer.print(foundText(digest, inbox.messages.length, folder));
    return code;
  } finally {
    session.close();
    await Promise.all([gong.close(), inbox.close()]);
  }
}

function foundText(digest: Digest, mails: number, folder: string): string {
  const name = `${digest.week}-company`;
  const found = digest.findings.slice(0, 5).map(({ sentences, certainty }, index) => {
    const [statement = ""] = sentences;
    return `  ${index + 1}. ${statement} (${certainty})`;
  });
  return [
    "",
    `${digest.week}: ${counted(digest.findings.length, "finding")} among ${digest.checked.toLocaleString("en")} checked series,`,
    `${counted(mails, "mail")} sent to the mail server here.`,
    ...found,
    "",
    "Open",
    `  ${join(folder, `${name}.html`)}        the mail as it looks`,
    `  ${join(folder, `${name}.page.html`)}   its page, with a year's charts and the arithmetic`,
    `  ${join(folder, `${name}.eml`)}         the mail as it was sent`,
    `  ${join(folder, `${name}.json`)}        the same for programs`,
    "",
    "",
  ].join("\n");
}
