import { describe, expect, it } from "vitest";
import { exposition } from "../../src/ops/exposition.ts";
import { readExposition } from "../support/exposition.ts";

describe("exposition", () => {
  it("writes HELP, TYPE and samples", () => {
    const family = { name: "gong_digest_weeks_due", help: "Weeks to be told.", samples: [{ value: 1 }] };

    expect(exposition([family])).toBe(
      "# HELP gong_digest_weeks_due Weeks to be told.\n# TYPE gong_digest_weeks_due gauge\ngong_digest_weeks_due 1\n",
    );
  });

  it("leaves out a family of which nothing is known", () => {
    expect(exposition([{ name: "a", help: "b", samples: [] }])).toBe("");
  });

  it("is read back as it was, whatever stands in a label", () => {
    const odd = 'a "quoted"\\ line\nand more';

    const text = exposition([
      { name: "a", help: odd, samples: [{ value: 1.5e-7, labels: { x: odd, y: "" } }] },
    ]);

    expect(readExposition(text)).toEqual([{ name: "a", labels: { x: odd, y: "" }, value: 1.5e-7 }]);
  });
});
