import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DateTime } from "luxon";
import { afterAll, describe, expect, it } from "vitest";
import { openSession, type Session } from "../../jobs/session/session.ts";
import { readSettings } from "../../jobs/session/settings.ts";
import { keepSchedule } from "../../jobs/weekly/schedule.ts";
import { Config, ConfigError } from "../../src/config.ts";
import { saveFact, settleWeek } from "../../src/history/ledger.ts";
import { silentLog } from "../../src/log.ts";
import { packageRoot } from "../../src/root.ts";
import { addWeeks, newestClosedWeek } from "../../src/week.ts";

const folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Course = {
  readonly cron: string;
  readonly zone: string;
  readonly from: string;
  readonly to: string;
  /** Exit codes of the runs in their order; the last one stays. */
  readonly codes?: readonly number[];
  /** Where the clock goes instead when it is to pass this moment. */
  readonly jump?: { readonly at: string; readonly to: string };
};

/**
 * The moments at which the scheduler runs the job, in its zone. The clock is the test's and moves when the scheduler
 * waits; the ledger is real, and every run that ends with 0 settles what is due.
 */
async function wakes({ cron, zone, from, to, codes = [0], jump }: Course): Promise<readonly string[]> {
  const moment = (text: string): DateTime<true> => {
    const read = DateTime.fromISO(text, { zone });
    if (read.isValid) return read;
    throw new Error(text);
  };
  let now = moment(from);
  let left = jump;
  const stop = new AbortController();
  const own = openSession(
    {},
    {
      log: silentLog,
      settings: {
        ...readSettings(join(packageRoot, "config.example.yaml"), {}),
        config: Config.parse({ schedule: { cron, timeZone: zone } }),
        historyPath: join(mkdtempSync(join(folder, "one-")), "history.db"),
      },
    },
  );
  const session: Session = { ...own, now: () => now, signal: stop.signal };
  const database = await session.history();
  saveFact(database, "timeZone", zone);
  const settle = (): void => settleWeek(database, newestClosedWeek(now, zone), "told", "t");
  settleWeek(database, addWeeks(newestClosedWeek(now, zone), -1), "told", "t");
  const seen: string[] = [];
  const run = async (): Promise<number> => {
    const code = codes[Math.min(seen.length, codes.length - 1)] ?? 0;
    seen.push(now.toFormat("yyyy-MM-dd'T'HH:mmZZ"));
    if (code === 0) settle();
    return code;
  };
  await keepSchedule(session, run, async (milliseconds) => {
    now = now.plus(milliseconds);
    if (left !== undefined && now >= moment(left.at)) {
      now = moment(left.to);
      left = undefined;
    }
    if (now > moment(to)) stop.abort();
  }).finally(own.close);
  return seen;
}

describe("keepSchedule", () => {
  const weekly = { cron: "0 7 * * 1", zone: "Europe/Paris" };

  it("runs at its start when a time has passed while it was down, then at its time", async () => {
    const course = { ...weekly, from: "2026-11-16T07:05", to: "2026-11-30T12:00" };

    expect(await wakes(course)).toEqual([
      "2026-11-16T07:05+01:00",
      "2026-11-23T07:00+01:00",
      "2026-11-30T07:00+01:00",
    ]);
  });

  it("tells no week before its own time, not at its start either", async () => {
    const course = { ...weekly, from: "2026-11-16T00:05", to: "2026-11-16T12:00" };

    expect(await wakes(course)).toEqual(["2026-11-16T07:00+01:00"]);
  });

  it.each([3, 4, 5])(
    "tries again at every full hour after exit code %i, until a run comes through",
    async (code) => {
      const course = { ...weekly, from: "2026-11-16T07:20", to: "2026-11-17T12:00", codes: [code, code, 0] };

      expect(await wakes(course)).toEqual([
        "2026-11-16T07:20+01:00",
        "2026-11-16T08:00+01:00",
        "2026-11-16T09:00+01:00",
      ]);
    },
  );

  it.each([1, 2])("leaves exit code %i, which no hour mends, to its next time", async (code) => {
    const course = { ...weekly, from: "2026-11-16T07:20", to: "2026-11-23T07:00", codes: [code] };

    expect(await wakes(course)).toEqual(["2026-11-16T07:20+01:00", "2026-11-23T07:00+01:00"]);
  });

  it("lets no retry tell the week after before its time", async () => {
    const course = { ...weekly, from: "2026-11-15T22:30", to: "2026-11-16T12:00", codes: [3, 3, 0] };

    expect(await wakes(course)).toEqual([
      "2026-11-15T22:30+01:00",
      "2026-11-15T23:00+01:00",
      "2026-11-16T07:00+01:00",
    ]);
  });

  it.each`
    cron            | zone                  | from                  | wake
    ${"30 2 * * 0"} | ${"Europe/Berlin"}    | ${"2026-03-28T12:00"} | ${"2026-03-29T03:30+02:00"}
    ${"0 0 * * 0"}  | ${"America/Santiago"} | ${"2026-09-05T12:00"} | ${"2026-09-06T01:00-03:00"}
    ${"0 0 * * 5"}  | ${"Africa/Cairo"}     | ${"2026-04-23T12:00"} | ${"2026-04-24T01:00+03:00"}
  `("loses no week to the hour that $zone skips under $cron", async ({ cron, zone, from, wake }) => {
    const to = DateTime.fromISO(from, { zone }).plus({ days: 2 }).toFormat("yyyy-MM-dd'T'HH:mm");

    expect(await wakes({ cron, zone, from, to })).toEqual([wake]);
  });

  it("runs once in the hour that comes twice", async () => {
    const course = {
      cron: "30 2 * * 0",
      zone: "Europe/Berlin",
      from: "2026-10-24T12:00",
      to: "2026-10-26T12:00",
    };

    expect(await wakes(course)).toEqual(["2026-10-25T02:30+02:00"]);
  });

  it.each`
    what                           | at                    | to                    | wake
    ${"the loop was blocked over"} | ${"2026-11-23T06:59"} | ${"2026-11-23T07:01"} | ${"2026-11-23T07:01+01:00"}
    ${"the clock jumped over"}     | ${"2026-11-23T06:50"} | ${"2026-11-23T07:10"} | ${"2026-11-23T07:10+01:00"}
    ${"the machine slept through"} | ${"2026-11-20T18:00"} | ${"2026-11-25T08:30"} | ${"2026-11-25T08:30+01:00"}
  `("makes a time good that $what", async ({ at, to, wake }) => {
    const course = { ...weekly, from: "2026-11-16T07:05", to: "2026-11-26T12:00", jump: { at, to } };

    expect((await wakes(course)).slice(1)).toEqual([wake]);
  });

  it("runs no second time when the clock is set back over it", async () => {
    const jump = { at: "2026-11-23T07:30", to: "2026-11-23T06:30" };
    const course = { ...weekly, from: "2026-11-16T07:05", to: "2026-11-24T12:00", jump };

    expect((await wakes(course)).slice(1)).toEqual(["2026-11-23T07:00+01:00"]);
  });

  it("refuses a time that is none, before it runs anything", async () => {
    const course = { ...weekly, cron: "0 25 * * 1", from: "2026-11-16T07:05", to: "2026-11-17T12:00" };

    await expect(wakes(course)).rejects.toThrow(ConfigError);
    await expect(wakes(course)).rejects.toThrow('schedule.cron: got "0 25 * * 1"');
  });
});
