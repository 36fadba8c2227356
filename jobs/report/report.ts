import { ConfigError } from "../../src/config.ts";
import type { Certainty } from "../../src/finding.ts";
import { isComplete } from "../../src/history/ledger.ts";
import { type Rendered, render, standalone } from "../../src/mail/render.ts";
import { counted } from "../../src/text.ts";
import { newestClosedWeek, type Week } from "../../src/week.ts";
import { bringContext } from "../pull/bring-context.ts";
import { bringWeeks, weeksInHistory, weeksMissing } from "../pull/bring-weeks.ts";
import { companyZone } from "../pull/pull-weeks.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import { digestFiles, noteDigests, writeFiles } from "../session/files.ts";
import type { Session } from "../session/session.ts";
import { nextDigestAt } from "../session/when.ts";
import { inTurns } from "../weekly/in-turns.ts";
import { judgedWeekInTurns } from "../weekly/judged-week.ts";
import { lookOf, pageBrandOf, readyLook } from "../weekly/look.ts";
import { companyReach, findReaders } from "../weekly/recipients.ts";
import { recordedRun } from "../weekly/recorded-run.ts";
import { type ScopedDigest, writeArchive } from "./archive.ts";

export type ReportOptions = {
  readonly week?: Week;
  readonly out: string;
  /** Ends with exit code 6 when a finding is at least this sure. */
  readonly failOn?: "clear" | "likely";
};

/**
 * The company's digest for a CI pipeline: brings the weeks that are missing and writes files. Needs no mail
 * server, no recipients, and no Gong when the history has all it needs.
 */
export async function report(
  session: Session,
  { week: wanted, out, failOn }: ReportOptions,
): Promise<ExitCode> {
  return recordedRun(session, "report", async () => {
    const database = await session.history();
    const newest = newestClosedWeek(session.now(), await companyZone(session));
    const week = wanted ?? newest;
    if (week > newest)
      throw new ConfigError(`--week: ${week} has not ended; the newest week that has is ${newest}`);
    const { usual } = session.settings.config;
    const missing = weeksMissing(await weeksInHistory(session), week, usual.weeks);
    await bringWeeks(session, missing, newest);
    const look = lookOf(session.settings);
    await readyLook(look);
    const judged = await judgedWeekInTurns(session.signal, database, week, usual);
    // A history that has the week has its context, or shall not need Gong for it.
    if (missing.includes(week)) await bringContext(session, judged, [companyReach]);
    const digest = await inTurns(judged.digestSteps(companyReach), session.signal);
    await noteDigests(session, out);
    const own = writeFiles(out, reportFiles(await render(digest, look)));
    const pages = await writeArchive(out, judged, [{ digest, reach: companyReach }], {
      signal: session.signal,
      brand: pageBrandOf(look.brand),
    });
    for (const path of [...own, ...pages]) session.print(`${path}\n`);
    const failing = digest.findings.filter(({ certainty }) => isAtLeast(certainty, failOn));
    session.log.info(
      `${week}: ${counted(digest.findings.length, "finding")} among ${digest.checked} series`,
      {
        week,
        findings: digest.findings.length,
        checked: digest.checked,
      },
    );
    return failing.length > 0 ? exitCode.findings : exitCode.done;
  });
}

function reportFiles(rendered: Rendered): Record<string, string> {
  return {
    "digest.html": standalone(rendered),
    "digest.json": rendered.json,
    "digest.txt": rendered.text,
    "findings.csv": rendered.csv,
    "summary.md": rendered.summary,
  };
}

function isAtLeast(certainty: Certainty, wanted: "clear" | "likely" | undefined): boolean {
  if (wanted === undefined) return false;
  return certainty === "clear" || certainty === wanted;
}

/** A digest on disk as a recipient would get it, from the history alone; nothing is read or sent. */
export async function preview(
  session: Session,
  options: { readonly week?: Week; readonly recipient?: string; readonly out: string },
): Promise<ExitCode> {
  const database = await session.history();
  const week = options.week ?? (await weeksInHistory(session)).at(-1);
  if (week === undefined || !isComplete(database, week)) {
    throw new ConfigError(
      `${week ?? "no week"} is whole in the history; gong-digest backfill --from ${week ?? "2026-W40"} reads it`,
    );
  }
  const recipients = session.settings.config.digest?.recipients ?? [];
  const { recipient } = options;
  const { readers, unknown } = findReaders(database, recipient === undefined ? [] : recipients, week);
  const own = readers.filter(({ to }) => to === recipient);
  const isListed = recipients.some((entry) => "to" in entry && entry.to === recipient);
  if (recipient !== undefined && own.length === 0 && !isListed) {
    throw new ConfigError(`--recipient: ${recipient} is not in digest.recipients`);
  }
  if (own.length === 0) for (const sentence of unknown) session.log.error(sentence, { week });
  const { config } = session.settings;
  const look = lookOf(session.settings);
  await readyLook(look);
  const judged = await judgedWeekInTurns(session.signal, database, week, config.usual);
  const next = nextDigestAt(config, week, await companyZone(session));
  const shown = recipient === undefined ? [{ reach: companyReach, locale: "en" }] : own;
  const digests: ScopedDigest[] = [];
  for (const { reach, locale } of shown) {
    const digest = await inTurns(judged.digestSteps(reach, { locale, next }), session.signal);
    digests.push({ digest, reach });
  }
  await noteDigests(session, options.out);
  for (const { digest } of digests) {
    const files = digestFiles(digest, await render(digest, look));
    for (const path of writeFiles(options.out, files)) session.print(`${path}\n`);
  }
  const { signal } = session;
  const pages = await writeArchive(options.out, judged, digests, { signal, brand: pageBrandOf(look.brand) });
  for (const path of pages) session.print(`${path}\n`);
  return exitCode.done;
}
