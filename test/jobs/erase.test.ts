import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backup } from "../../jobs/history/backup.ts";
import { erase } from "../../jobs/history/erase.ts";
import { restore } from "../../jobs/history/restore.ts";
import { backfill } from "../../jobs/pull/backfill.ts";
import { report } from "../../jobs/report/report.ts";
import { callTool } from "../../jobs/tools/call.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { erasedIn } from "../../src/history/tombstone.ts";
import { verifyHistory } from "../../src/history/verify.ts";
import { type Line, startLine } from "../support/line.ts";

type Somebody = { readonly id: string; readonly name: string; readonly email: string };

/** Everything in the line's folder in which somebody stands, in any of the ways in which text is packed. */
function filesNaming(folder: string, { id, name, email }: Somebody): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile());
  const needles = [id, name, email].map((text) => text.toLowerCase());
  return files.filter((file) => {
    const bytes = readFileSync(file);
    const texts = [bytes, ...zipped(bytes)].map((each) => each.toString("latin1"));
    const read = texts.flatMap((text) => [text, unquoted(text), ...based(text)]);
    return read.some((text) => needles.some((needle) => text.toLowerCase().includes(needle)));
  });
}

const unquoted = (text: string): string =>
  text
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

const based = (text: string): readonly string[] =>
  [...text.matchAll(/[A-Za-z0-9+/]{20,}={0,2}(\r?\n[A-Za-z0-9+/]+={0,2})*/g)].flatMap(([run]) =>
    [0, 1, 2, 3].map((shift) =>
      Buffer.from(run.replace(/\s/g, "").slice(shift), "base64").toString("latin1"),
    ),
  );

function zipped(bytes: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at >= 0; at = bytes.indexOf("\x1f\x8b\x08", at + 1, "latin1")) {
    try {
      found.push(gunzipSync(bytes.subarray(at)));
    } catch {
      // not the beginning of one
    }
  }
  return found;
}

describe("an erased person", () => {
  /** The Monday on which the week before the newest one is told. */
  const weekBefore = "2026-11-09T09:00:00-05:00";
  let line: Line;
  let person: Somebody;
  let out: string;
  const backups = (): string => join(line.folder, "..", `${line.folder.split("/").at(-1)}-backups`);
  const config = { digest: { recipients: [{ to: "revops@example.com" }, { auto: "managers" }] } };

  beforeAll(async () => {
    line = await startLine({ gong: { people: 40 } });
    out = join(line.folder, "out");
    const session = line.session({ now: weekBefore, config: { ...config, ...mailTo(line) } });
    await backfill(session, { from: "2026-W36" });
    await runWeekly(session, { out });
    await report(session, { out });
    const database = await session.history();
    // A manager who got a mail of their own, is named by others' and leads a team.
    const row = database
      .prepare<[], Somebody>(
        "SELECT p.id, p.name, p.email FROM people p JOIN sends s ON s.recipient = p.email WHERE EXISTS (SELECT 1 FROM membership m WHERE m.team = p.id) LIMIT 1",
      )
      .get();
    if (!row) throw new Error("expected a manager who was mailed");
    person = row;
    mkdirSync(join(line.folder, "results"));
    writeFileSync(join(line.folder, "results", "a.jsonl"), `{"title":"Call with ${person.name}"}\n`);
    await backup(session, `${backups()}/`, { keep: 3 });
    session.close();
  });
  afterAll(async () => {
    await line.close();
    for (const folder of [line.folder, backups()]) rmSync(folder, { recursive: true, force: true });
  });

  it("is found in the files before", () => {
    expect(filesNaming(line.folder, person).length).toBeGreaterThan(3);
  });

  it("stays where they are in a dry run, which says what would go", async () => {
    const session = line.session({ config });
    const before = filesNaming(line.folder, person);

    expect(await erase(session, { email: person.email, dryRun: true })).toBe(0);

    expect(session.printed.join("")).toMatch(/Dry run: nothing was changed[\s\S]+weekly values/);
    expect(filesNaming(line.folder, person)).toEqual(before);
    session.close();
  });

  it("is in no file any more, by an address in another spelling, and the receipt says so without naming them", async () => {
    const session = line.session({ config });
    const email = `X <${person.email.toUpperCase().replace("@", "+news@")}>`;

    const code = await erase(session, { email, json: true });

    const text = session.printed.join("");
    const receipt = JSON.parse(text);
    expect([code, receipt.state, receipt.left]).toEqual([0, "done", []]);
    expect(receipt.backups).toEqual([
      expect.objectContaining({ until: "until 3 newer ones are made with --keep 3", read: true }),
    ]);
    for (const each of Object.values(person)) expect(text).not.toContain(each);
    expect(filesNaming(line.folder, person)).toEqual([]);
    expect(verifyHistory(line.historyPath).faults).toEqual([]);
    session.close();
  });

  it("does not come back by a backfill, a run or a report, and their team keeps its values", async () => {
    const session = line.session({ config });
    const before = line.inbox.messages.length;
    await backfill(session, { from: "2026-W34" });
    await runWeekly(session, { out });
    await report(session, { out });
    const database = await session.history();
    const team = erasedIn(database).standIn(person.id);

    expect(filesNaming(line.folder, person)).toEqual([]);
    expect(line.inbox.messages.length).toBeGreaterThan(before);
    expect(line.inbox.messages.slice(before).flatMap(({ to }) => to)).not.toContain(person.email);
    expect(
      database.prepare("SELECT count(DISTINCT week) FROM membership WHERE team = ?").pluck().get(team),
    ).toBeGreaterThanOrEqual(13);
    session.close();
  });

  it("does not come back by a backup from before", async () => {
    const session = line.session({ config });
    const [file = ""] = readdirSync(backups());
    expect(filesNaming(backups(), person)).not.toEqual([]);

    await restore(session, join(backups(), file), {});

    expect(filesNaming(line.folder, person)).toEqual([]);
    expect(verifyHistory(line.historyPath).faults).toEqual([]);
    session.close();
  });
});

it("an erasure lets go of a call about the person that waits for an approval", async () => {
  const line = await startLine();
  const personas = { officer: { include: ["privacy"] } };
  const email = "kim@customer.example";
  const ask = (session: ReturnType<Line["session"]>) =>
    callTool(session, "privacy.eraseByEmail", ["--email-address", email], { persona: "officer" });
  const asking = line.session({ config: { personas } });
  await expect(ask(asking)).rejects.toThrow("approval-needed");
  asking.close();
  const kim = { id: "800000000001", name: "Kim Unseen", email };
  expect(filesNaming(line.folder, kim)).not.toEqual([]);
  const session = line.session({ config: { personas } });

  const code = await erase(session, { email, json: true });

  const receipt = JSON.parse(session.printed.join(""));
  expect([code, receipt.state]).toEqual([0, "done"]);
  expect(receipt.removed).toMatchObject({ "calls that waited for an approval": 1 });
  expect(filesNaming(line.folder, kim)).toEqual([]);
  await line.close();
});

const mailTo = ({ inbox }: Line) => ({
  mail: { from: "digest@example.com", smtpUrl: inbox.url, retryAfterSeconds: [], attach: ["csv", "json"] },
});
