import { describe, expect, it } from "vitest";
import { createLog } from "../src/log.ts";
import { secretRemover, withoutAddresses } from "../src/secrets.ts";

const secret = 'k€y"/+ s3cret\\%';
const encodings: Readonly<Record<string, string>> = {
  raw: secret,
  base64: Buffer.from(secret).toString("base64"),
  "base64 of key:secret": Buffer.from(`some-key:${secret}`).toString("base64"),
  URL: encodeURIComponent(secret),
  JSON: JSON.stringify(secret),
  hex: Buffer.from(secret).toString("hex"),
};

describe("secretRemover", () => {
  it.each(Object.entries(encodings))("takes a secret out as %s", (_, encoded) => {
    const text = secretRemover([secret])(`before ${encoded} after`);

    expect(text).toMatch(/^before .*\[redacted\].* after$/);
    // What the ends of base64 tell of a secret is less than one letter each.
    expect(text.replace("[redacted]", "").length).toBeLessThanOrEqual("before  after".length + 16);
  });

  it("leaves words alone that are as short as innocent ones", () => {
    expect(secretRemover(["pass", ""])("the password")).toBe("the password");
  });
});

describe("withoutAddresses", () => {
  it.each`
    text                                          | shown
    ${"550 5.1.1 <maria@example.com> unknown"}    | ${"550 5.1.1 <m…@example.com> unknown"}
    ${"ana.lima+x@mail.bücher.example"}           | ${"a…@mail.bücher.example"}
    ${"smtp://user:pa@ss@mail.example.com:587"}   | ${"smtp://…@mail.example.com:587"}
    ${"at node_modules/@scope/name/index.js:1:2"} | ${"at node_modules/@scope/name/index.js:1:2"}
    ${"2 @ 5"}                                    | ${"2 @ 5"}
  `("makes $shown of $text", ({ text, shown }) => {
    expect(withoutAddresses(text)).toBe(shown);
  });
});

describe("the log's border", () => {
  it.each([true, false])(
    "lets through no secret, address or sign that steers a terminal (terminal: %s)",
    (terminal) => {
      const lines: string[] = [];
      const log = createLog((line) => void lines.push(line), {
        terminal,
        now: () => "t",
        withoutSecrets: secretRemover([secret]),
      });
      for (const encoded of Object.values(encodings)) {
        for (const level of ["info", "warn", "error"] as const) {
          log[level](`\u001b]0;x\u0007 ${encoded} of maria@example.com\u202e`, {
            field: encoded,
            to: "maria@example.com",
          });
        }
      }
      const text = lines.join("");

      for (const encoded of Object.values(encodings)) expect(text).not.toContain(encoded);
      expect(text).not.toContain(JSON.stringify(JSON.stringify(secret)).slice(1, -1));
      expect(text).not.toContain("maria@");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      expect(text).not.toMatch(/\u202e|\\u0(01b|007)/);
    },
  );
});
