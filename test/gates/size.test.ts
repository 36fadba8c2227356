import { describe, expect, it } from "vitest";
import { readMails } from "./mails.ts";

/** Gmail cuts a mail's HTML at about 102 KB; this leaves room for what a relay adds. */
const mostHtml = 64 * 1024;
const mostMail = 150 * 1024;

describe.each(await readMails())("size of the mail: $name", ({ raw, html }) => {
  it("has at most 64 KB of HTML", () => {
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(mostHtml);
  });

  it("has at most 150 KB in all", () => {
    expect(raw.length).toBeLessThanOrEqual(mostMail);
  });
});
