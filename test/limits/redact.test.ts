import { describe, expect, it } from "vitest";
import { createRedactor } from "../../src/limits/redact.ts";

const secret = "s3cr+t/Key=of?Gong&1234";

describe("createRedactor", () => {
  it("keeps what says what was done: ids, filters, dates, switches", () => {
    const given = {
      path: { id: "7782342274025937895" },
      query: { fromDateTime: "2026-11-09T00:00:00Z", aggregationPeriod: "BY_DAY", limit: 5, all: true },
      body: { filter: { userIds: ["12", "13"], workspaceId: "0d4f5d1e-1111-4222-8333-444455556666" } },
    };

    expect(createRedactor([]).value(given)).toEqual(given);
  });

  it("masks names, addresses, telephone numbers and text, in fields it has never heard of too", () => {
    const given = {
      emailAddress: "ana@example.com",
      firstName: "Ana",
      phoneNumber: "4915112345678",
      reach: "+49 151 1234 5678",
      invented: "Ana asked about the price",
      list: ["ana@example.com", "Ana Lima"],
      "ana@example.com": 1,
    };

    expect(createRedactor([]).value(given)).toEqual({
      emailAddress: "[address]",
      firstName: "[text 3]",
      phoneNumber: "[phone]",
      reach: "[phone]",
      invented: "[text 25]",
      list: ["[address]", "[text 8]"],
      "[field]": 1,
    });
  });

  it.each([
    ["as it is", secret],
    ["in a URL", encodeURIComponent(secret)],
    ["in JSON", JSON.stringify(secret)],
    ["in hex", Buffer.from(secret).toString("hex")],
    ["in HEX", Buffer.from(secret).toString("hex").toUpperCase()],
    ["in base64", Buffer.from(secret).toString("base64")],
    ["in base64url", Buffer.from(secret).toString("base64url")],
    ["in base64 behind a byte", Buffer.from(`k${secret}`).toString("base64")],
    ["in base64 behind two", Buffer.from(`ke${secret}x`).toString("base64")],
  ])("takes out a secret %s", (_, text) => {
    const { label, secrets, value } = createRedactor([secret]);

    expect(value({ id: text })).toEqual({ id: "[redacted]" });
    expect(secrets(`before ${text} behind`)).toMatch(/^before .{0,3}\[redacted\].{0,5} behind$/);
    expect(label(text)).toMatch(/^\[text \d+\]$/);
  });

  it("says of a reference only how long it is when it could move a terminal or name somebody", () => {
    const { label } = createRedactor([]);

    expect(["run-17:b", "\u001b[2J", "ana@example.com"].map(label)).toEqual([
      "run-17:b",
      "[text 4]",
      "[text 15]",
    ]);
  });
});
