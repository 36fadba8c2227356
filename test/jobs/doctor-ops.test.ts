import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lineOf } from "../../jobs/doctor/doctor.ts";
import { opsText } from "../../jobs/doctor/ops.ts";
import { type Line, startLine } from "../support/line.ts";

describe("what doctor says of who hears", () => {
  let line: Line;
  beforeAll(async () => {
    line = await startLine();
  });
  afterAll(() => line.close());

  it.each`
    ops                                                 | text                                     | warning
    ${undefined}                                        | ${"nobody hears when a run fails"}       | ${"set ops.email or ops.pingUrl"}
    ${{ email: "ops@example.com" }}                     | ${"the owner, ops@example.com, by mail"} | ${null}
    ${{ pingUrl: "https://hc-ping.com/canary-secret" }} | ${"a dead-man switch at hc-ping.com"}    | ${null}
  `("of $ops: $text; warning: $warning", ({ ops, text, warning }) => {
    expect(opsText(line.session({ config: ops ? { ops } : {} }))).toEqual({ text, warning });
  });

  it("is that the metrics could not be written", () => {
    const session = line.session();
    const metricsPath = join(line.folder, "none", "gong.prom");

    expect(() => opsText({ ...session, settings: { ...session.settings, metricsPath } })).toThrow(
      /none cannot be written \(ENOENT\)/,
    );
  });
});

describe("a check of doctor", () => {
  it("fits a terminal of 80 columns, below its own text", () => {
    const text =
      "GONG_ACCESS_KEY is not set, and nobody is logged in; a Gong technical administrator makes a key";

    expect(lineOf({ name: "key", ok: false, text })).toBe(
      "FAIL  key          GONG_ACCESS_KEY is not set, and nobody is logged in; a Gong\n" +
        "                   technical administrator makes a key\n",
    );
  });

  it("that is doubtful says warn and why", () => {
    expect(lineOf({ name: "ops", ok: true, text: "nobody hears", warning: "set ops.email" })).toBe(
      "warn  ops          nobody hears; set ops.email\n",
    );
  });
});
