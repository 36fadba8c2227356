import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backup } from "../../jobs/history/backup.ts";
import { refuseEmptyHistory } from "../../jobs/history/required.ts";
import { restore } from "../../jobs/history/restore.ts";
import { verify } from "../../jobs/history/verify.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { ConfigError } from "../../src/config.ts";
import { countStates } from "../../src/history/outbox.ts";
import { witnessName } from "../../src/history/place.ts";
import { type Line, startLine } from "../support/line.ts";

const [before, then] = ["2026-11-02T09:00:00-05:00", "2026-11-09T09:00:00-05:00"];
const config = { usual: { weeks: 6 } };

describe("a history that told a week", () => {
  let line: Line;
  let backups: string;
  beforeEach(async () => {
    line = await startLine();
    backups = join(line.folder, "backups", "/");
  });
  afterEach(() => line.close());

  it("is whole after each run: its WAL empty, every week as it was recorded, every message its own", async () => {
    const session = line.session({ config });
    await runWeekly(session);

    expect(readFileSync(`${line.historyPath}-wal`)).toHaveLength(0);
    session.close();
    const checking = line.session({ config });
    expect(await verify(checking, undefined, { json: true })).toBe(0);
    expect(JSON.parse(checking.printed.join(""))).toMatchObject({
      ok: true,
      weeks: 7,
      sealed: 7,
      newest: "2026-W46",
      toldUntil: "2026-W46",
      faults: [],
    });
  });

  it("restored from a backup of before mails nobody twice, on a machine that has no witness", async () => {
    const first = line.session({ config, now: before });
    await runWeekly(first);
    await backup(first, backups, {});
    first.close();
    const second = line.session({ config, now: then });
    await runWeekly(second);
    second.close();
    expect(line.inbox.messages).toHaveLength(2);

    rmSync(witnessName(line.historyPath));
    const [name = ""] = readdirSync(backups);
    const restoring = line.session({ config, now: then });
    expect(await restore(restoring, join(backups, name), {})).toBe(0);

    expect(restoring.said).toContainEqual(
      "2026-W45 counts as told: nobody here knows what was mailed since the backup. " +
        "If you know that nobody was told: gong-digest run --week 2026-W45",
    );
    const after = line.session({ config, now: then });
    expect(await runWeekly(after)).toBe(0);
    expect(line.inbox.messages).toHaveLength(2);
    after.close();
    const week = line.session({ config });
    await runWeekly(week);
    expect(line.inbox.messages).toHaveLength(3);
  });

  it("restored from a backup of before mails nobody twice where the witness is", async () => {
    const first = line.session({ config, now: before });
    await runWeekly(first);
    await backup(first, backups, {});
    first.close();
    const second = line.session({ config, now: then });
    await runWeekly(second);
    second.close();
    const [name = ""] = readdirSync(backups);
    await restore(line.session({ config, now: then }), join(backups, name), {});

    const after = line.session({ config, now: then });
    expect(await runWeekly(after)).toBe(0);

    expect(line.inbox.messages).toHaveLength(2);
    expect(countStates(await after.history())).toMatchObject({ sent: 2 });
  });

  it("that is damaged is said to be, with the next command and exit code 5", async () => {
    const session = line.session({ config });
    await runWeekly(session);
    (await session.history()).exec("UPDATE weekly_values SET value = value + 1 WHERE week = '2026-W45'");

    expect(await verify(session, undefined, {})).toBe(5);

    expect(session.printed.join("")).toContain(
      "DAMAGED    values: 2026-W45 holds other values than were recorded",
    );
    expect(session.said.join("")).toMatch(/is damaged; gong-digest history restore FILE/);
  });

  it("is asked for by --require-history; one that is not there is not made", async () => {
    const session = line.session({ config });

    await expect(refuseEmptyHistory(session)).rejects.toThrow(
      /history\.db is not there, expected the history of earlier/,
    );
    expect(readdirSync(line.folder)).toEqual([]);
    await session.history();
    await expect(refuseEmptyHistory(session)).rejects.toThrow(ConfigError);

    await runWeekly(session);
    await refuseEmptyHistory(session);
  });

  it.each([0, -1])("keeps at least one backup: --keep %i is refused", async (keep) => {
    await expect(backup(line.session(), backups, { keep })).rejects.toThrow(
      /--keep: got .* expected 1 or more/,
    );
  });
});
