import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";
import { someDkimKey } from "../support/dkim.ts";

const run = promisify(execFile);
const pem = someDkimKey().privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** Builds every kind of mail in a process of its own. */
async function mailsUnder(environment: Readonly<Record<string, string>>) {
  const support = join(packageRoot, "test", "support");
  const { stdout, stderr } = await run(
    process.execPath,
    ["--import", "tsx", "--import", join(support, "other-clock.ts"), join(support, "build-mails.ts")],
    { cwd: packageRoot, env: { PATH: process.env.PATH ?? "", TEST_DKIM_KEY: pem, ...environment } },
  );
  return { mails: stdout, surroundings: JSON.parse(stderr) as Record<string, unknown> };
}

describe("the same digests", () => {
  it("make the same mails, byte by byte, under another zone, language and clock", async () => {
    const here = await mailsUnder({ TZ: "UTC", LC_ALL: "C", TEST_CLOCK: "2026-11-16T12:00:00Z" });
    const there = await mailsUnder({
      TZ: "Asia/Kolkata",
      LC_ALL: "de_DE.UTF-8",
      LANG: "de_DE.UTF-8",
      TEST_CLOCK: "2031-03-04T23:59:50Z",
    });

    expect(here.surroundings).toEqual({ minutesWest: 0, locale: "en-US", year: 2026 });
    expect(there.surroundings).toEqual({ minutesWest: -330, locale: "de-DE", year: 2031 });
    expect(here.mails.split("\n").length).toBeGreaterThan(5);
    expect(there.mails).toBe(here.mails);
  });
});
