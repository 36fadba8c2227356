import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { instrument, isAskedFor } from "./instrument.ts";
import { readMails } from "./mails.ts";

/** SpamAssassin calls a mail spam from 5 points on. */
const mostPoints = 0.5;

const spamassassin = instrument(["spamassassin"], "spamassassin");

describe.skipIf(!isAskedFor).each(await readMails())("spam score of the mail: $name", ({ raw }) => {
  it("is at most 0.5 by SpamAssassin's own rules", async () => {
    const { points, rules } = await scored(raw);

    expect(points, rules).toBeLessThanOrEqual(mostPoints);
  });
});

describe.skipIf(!isAskedFor)("SpamAssassin", () => {
  it("tells spam from mail here", async () => {
    const gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    const { points } = await scored(Buffer.from(`Subject: test\r\n\r\n${gtube}\r\n`));

    expect(points).toBeGreaterThan(100);
  });
});

/** Without the network, without what this machine learned before. */
async function scored(raw: Buffer): Promise<{ points: number; rules: string }> {
  const options = ["--local", "--test-mode", "--nocreate-prefs", "--prefspath=/dev/null", "--cf=use_bayes 0"];
  const program = spawn(spamassassin, options, { stdio: ["pipe", "pipe", "ignore"] });
  program.stdin.end(raw);
  const [, points, rules = ""] =
    /^X-Spam-Status: \w+, score=(-?[\d.]+) [\s\S]*?tests=([\s\S]*?)\s+autolearn/m.exec(
      await text(program.stdout),
    ) ?? [];
  if (points === undefined) throw new Error("spamassassin gave no score");
  return { points: Number(points), rules: rules.replace(/\s+/g, " ") };
}
