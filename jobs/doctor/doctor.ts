import { ConfigError } from "../../src/config.ts";
import { listCalls } from "../../src/gong/calls.ts";
import type { Gong } from "../../src/gong/client.ts";
import { GongError } from "../../src/gong/error.ts";
import { scorecardSettings } from "../../src/gong/settings.ts";
import { activityByPeriod, answeredScorecards, interactionStats } from "../../src/gong/stats.ts";
import { listUsers } from "../../src/gong/users.ts";
import { wrap } from "../../src/mail/columns.ts";
import { dkimRecord } from "../../src/mail/dkim.ts";
import { readRoster } from "../../src/pull/roster.ts";
import { addWeeks, mondayOf, newestClosedWeek } from "../../src/week.ts";
import { contextScopesText } from "../pull/context-scopes.ts";
import { companyZone } from "../pull/pull-weeks.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../session/exit.ts";
import { mailerOf } from "../session/mailer.ts";
import type { Session } from "../session/session.ts";
import { diskFacts } from "./disk.ts";
import { opsText } from "./ops.ts";

/** What is well, or what is wrong and how to mend it. */
type Check = {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
  /** What works and is doubtful all the same. */
  readonly warning?: string;
  readonly code: ExitCode;
};

/** What a check finds: a fact, or a fact with what is doubtful about it. */
type Found = string | { readonly text: string; readonly warning: string | null };

/**
 * Tries everything the weekly job needs: settings, key, each scope, history, mail server, zone, clock, disk.
 * One request per scope; nothing is recorded or sent.
 *
 * @returns 0 when all is well, else the code that `run` would end with
 */
export async function doctor(session: Session, options: { readonly json?: boolean }): Promise<ExitCode> {
  const checks: Check[] = [];
  const check = async (name: string, test: () => Promise<Found> | Found): Promise<boolean> => {
    const result = await tried(name, test);
    checks.push(result);
    if (!options.json) session.print(lineOf(result));
    return result.ok;
  };
  const { settings } = session;
  await check("settings", () => `${settings.file ?? "defaults; gong-digest init writes a config.yaml"}`);
  const hasHistory = await check("history", async () => {
    await session.history();
    return settings.historyPath;
  });
  const hasKey = await check("key", () => `${settings.credentials().kind} credentials are set`);
  if (hasHistory && hasKey && (await check("gong", () => reach(session)))) {
    await check("zone", async () => `${await companyZone(session)}, as Gong says`);
    for (const [name, test] of scopeTests(session)) await check(name, test);
    if (settings.config.pull.context) {
      const week = newestClosedWeek(session.now(), await companyZone(session));
      await check("context", async () => contextScopesText(await session.gong(), week));
    }
    await check("recipients", () => recipientsText(session));
  }
  await check("mail", async () => {
    await mailerOf(settings).verify();
    return `the mail server answers; mail comes from ${settings.config.mail?.from ?? "nobody: mail.from is not set"}`;
  });
  if (settings.config.mail?.dkim) await check("dkim", () => dkimText(session));
  await check("ops", () => opsText(session));
  await check("clock", () => `${session.now().toISO()}; time zone data ${process.versions.tz}`);
  await check("disk", () => diskFacts(settings.historyPath));
  if (options.json) session.print(`${JSON.stringify({ schemaVersion: 1, checks }, null, 2)}\n`);
  return checks.find(({ ok }) => !ok)?.code ?? exitCode.done;
}

/** A terminal's width, and where the text of a check begins. */
const [columns, margin] = [80, 19];

/** A check as people read it: over as many lines as it takes, below its own text. */
export function lineOf({ name, ok, text, warning }: Omit<Check, "code">): string {
  const head = ok ? (warning === undefined ? "ok  " : "warn") : "FAIL";
  const lines = wrap(`${text}${warning === undefined ? "" : `; ${warning}`}`, columns - margin);
  return `${head}  ${name.padEnd(12)} ${lines.join(`\n${" ".repeat(margin)}`)}\n`;
}

async function tried(name: string, test: () => Promise<Found> | Found): Promise<Check> {
  try {
    const found = await test();
    const { text, warning } = typeof found === "string" ? { text: found, warning: null } : found;
    return { name, ok: true, text, ...(warning === null ? {} : { warning }), code: exitCode.done };
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === exitCode.bug) throw error;
    return { name, ok: false, text: error instanceof Error ? error.message : String(error), code };
  }
}

async function reach(session: Session): Promise<string> {
  const gong = await session.gong();
  const { records } = await gong.call(listUsers, {});
  return `${session.baseUrl()} lists ${records?.totalRecords ?? "its"} users`;
}

/** One first page of each source; an empty one is well too. */
function scopeTests(session: Session): readonly (readonly [string, () => Promise<string>])[] {
  const test = (scope: string, ask: (gong: Gong) => Promise<unknown>) => async (): Promise<string> => {
    try {
      await ask(await session.gong());
    } catch (error) {
      if (!(error instanceof GongError && error.status === 404)) throw error;
    }
    return `the key has ${scope}`;
  };
  const zone = async () => newestClosedWeek(session.now(), await companyZone(session));
  const dates = async () => ({
    fromDate: mondayOf(await zone()),
    toDate: mondayOf(addWeeks(await zone(), 1)),
  });
  const { pull } = session.settings.config;
  return [
    [
      "activity",
      test(activityByPeriod.scope, async (gong) =>
        gong.call(activityByPeriod, { body: { aggregationPeriod: "WEEK", filter: await dates() } }),
      ),
    ],
    [
      "interaction",
      test(interactionStats.scope, async (gong) =>
        gong.call(interactionStats, { body: { filter: await dates() } }),
      ),
    ],
    [
      "scorecards",
      test(`${answeredScorecards.scope} and ${scorecardSettings.scope}`, async (gong) => {
        const { fromDate, toDate } = await dates();
        await gong.call(answeredScorecards, {
          body: { filter: { reviewFromDate: fromDate, reviewToDate: toDate } },
        });
        await gong.call(scorecardSettings, {});
      }),
    ],
    ...(pull.calls
      ? ([
          [
            "calls",
            test(listCalls.scope, async (gong) => {
              const { fromDate, toDate } = await dates();
              const query = { fromDateTime: `${fromDate}T00:00:00Z`, toDateTime: `${toDate}T00:00:00Z` };
              await gong.call(listCalls, { query });
            }),
          ],
        ] as const)
      : []),
  ];
}

/** Whether each scope names somebody in Gong's list of users, who for a team or tree leads somebody. */
async function recipientsText(session: Session): Promise<string> {
  const { settings } = session;
  const recipients = settings.config.digest?.recipients ?? [];
  if (recipients.length === 0) return "none; report needs none, run does";
  const roster = await readRoster(await session.gong());
  for (const [index, entry] of recipients.entries()) {
    if (!("to" in entry) || entry.scope === "company") continue;
    const { scope } = entry;
    const [[kind, wanted]] = Object.entries(scope) as [[string, string]];
    const place = `${settings.file ?? "config"}: digest.recipients.${index}.scope.${kind}: ${JSON.stringify(wanted)}`;
    const named = roster.find(
      ({ id, email }) => id === wanted || email?.toLowerCase() === wanted.toLowerCase(),
    );
    if (!named)
      throw new ConfigError(
        `${place} is nobody in Gong's list of users, expected a user id or an address in it`,
      );
    if (kind !== "person" && !roster.some(({ managerId }) => managerId === named.id)) {
      throw new ConfigError(`${place} leads nobody in Gong's list of users, expected a manager`);
    }
  }
  return `${recipients.length}, each with a scope that Gong knows`;
}

/** The key, and what must stand in DNS for it to count; the lookup itself is left to whoever runs the domain. */
function dkimText({ settings }: Session): string {
  const key = settings.dkim();
  if (key === null) return "mails are not signed here";
  const { name, value } = dkimRecord(key);
  const sender = settings.config.mail?.from.split("@").at(-1)?.toLowerCase() ?? "";
  const domain = key.domain.toLowerCase();
  if (sender !== domain && !sender.endsWith(`.${domain}`)) {
    throw new ConfigError(`mail.dkim.domain: ${domain} is not the domain of mail.from, expected ${sender}`);
  }
  return `mails are signed; DNS must have ${name} TXT "${value}"`;
}
