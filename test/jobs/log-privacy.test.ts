import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { backfill } from "../../jobs/pull/backfill.ts";
import { status } from "../../jobs/status/status.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { createLog } from "../../src/log.ts";
import { type Line, startLine } from "../support/line.ts";

/** What a session said, as the log writes it for other programs. */
function loggedOf(said: readonly string[]): string {
  const lines: string[] = [];
  const log = createLog((line) => void lines.push(line), { terminal: false, now: () => "t" });
  for (const each of said) log.info(each);
  return lines.join("");
}

describe("what is logged", () => {
  let line: Line;
  afterEach(async () => {
    await line.close();
    rmSync(line.folder, { recursive: true });
  });

  it("names nobody and no address, also when a mail server and a recipient's scope speak of them", async () => {
    line = await startLine({
      gong: { people: 12 },
      inbox: {
        refuse: (stage, value) =>
          stage === "rcpt" ? { code: 550, text: `5.1.1 <${value}> user ${value} unknown here` } : undefined,
      },
    });
    const config = {
      usual: { weeks: 6 },
      digest: {
        recipients: [
          { to: "canary-one@example.com" },
          { auto: "managers" },
          { to: "canary-two@example.com", scope: { person: "canary-three@example.com" } },
        ],
      },
    };
    const session = line.session({ config });
    await backfill(session, { from: "2026-W42" });
    await runWeekly(session);
    await status(session, {});

    const logged = loggedOf(session.said);

    expect(logged).toContain("550 5.1.1");
    expect(logged).not.toMatch(/canary-/);
    for (const { email, name } of line.gong.company.people) {
      expect(logged).not.toContain(email);
      expect(logged).not.toContain(name);
    }
  });
});
