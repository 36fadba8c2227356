import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../src/config.ts";
import { parseConfig } from "../src/config-file.ts";
import { packageRoot } from "../src/root.ts";

describe("config.example.yaml", () => {
  const text = readFileSync(join(packageRoot, "config.example.yaml"), "utf8");

  it("parses", () => {
    expect(parseConfig(text, "config.example.yaml").digest?.recipients).toHaveLength(4);
  });

  it("names every setting, with its default where it says so", () => {
    const example = parseConfig(text, "config.example.yaml");
    const bare = parseConfig("gong: { baseUrl: 'https://api.gong.io' }", "bare");

    expect(example).toMatchObject({ ...bare, schedule: { cron: bare.schedule.cron } });
    expect(example.mail).toMatchObject({ attach: [], retryAfterSeconds: [60, 300] });
    expect(parseConfig("mail: { from: a@b.co }", "bare").mail).toEqual({
      from: "a@b.co",
      attach: example.mail?.attach,
      onUnknown: example.mail?.onUnknown,
      keepWeeks: example.mail?.keepWeeks,
      retryAfterSeconds: example.mail?.retryAfterSeconds,
    });
    for (const section of ["gong", "pull", "history", "usual", "schedule"] as const) {
      expect(Object.keys(example[section])).toEqual(expect.arrayContaining(Object.keys(bare[section])));
    }
  });
});

describe("parseConfig", () => {
  it.each`
    text                                                          | message
    ${"usual: { weeks: 2 }"}                                      | ${"c.yaml:1: usual.weeks: got 2, expected a whole number from 6 to 52"}
    ${"usual: { falseAlerts: 0 }"}                                | ${"c.yaml:1: usual.falseAlerts: got 0, expected a number from 0.05 to 10"}
    ${"usual: { falseAlerts: few }"}                              | ${'c.yaml:1: usual.falseAlerts: got "few", expected a number from 0.05 to 10'}
    ${"gong:\n  baseUrl: https://x.io\n  perSecond: 3\n"}         | ${"c.yaml:3: gong.perSecond: no such setting; see config.example.yaml for all of them"}
    ${"mail:\n  from: nobody\n"}                                  | ${'c.yaml:2: mail.from: got "nobody", expected one address like ana@example.com'}
    ${"mail: {}"}                                                 | ${"c.yaml:1: mail.from: is missing, expected one address like ana@example.com"}
    ${"digest:\n  recipients: []\n"}                              | ${"c.yaml:2: digest.recipients: got [], expected at least one recipient"}
    ${"digest:\n  recipients:\n    - { to: a@b.co, scope: x }"}   | ${'c.yaml:3: digest.recipients.0.scope: got "x", expected company, or { team: … }, { tree: … } or { person: … } with a Gong user id or an address'}
    ${"schedule: { timeZone: Mars/Base }"}                        | ${'c.yaml:1: schedule.timeZone: got "Mars/Base", expected an IANA zone like Europe/Paris'}
    ${"mail: { from: a@b.co, attach: [xml] }"}                    | ${'c.yaml:1: mail.attach.0: got "xml", expected csv or json'}
    ${"mail: { from: a@b.co, unsubscribeUrl: 'https://x.io' }"}   | ${'c.yaml:1: mail.unsubscribeUrl: got "https://x.io", expected https:// with {recipient} in it, like https://example.com/unsubscribe?to={recipient}'}
    ${"mail: { from: a@b.co, dkim: { domain: x, selector: s } }"} | ${'c.yaml:1: mail.dkim.domain: got "x", expected a domain like example.com'}
    ${"pull: { calls: maybe }"}                                   | ${'c.yaml:1: pull.calls: got "maybe", expected on or off'}
    ${"gong: { baseUrl: nonsense }"}                              | ${'c.yaml:1: gong.baseUrl: got "nonsense", expected https://, a host and nothing behind it, like https://api.gong.io'}
    ${"gong: { baseUrl: 'http://api.gong.io' }"}                  | ${'c.yaml:1: gong.baseUrl: got "http://api.gong.io", expected https://, a host and nothing behind it, like https://api.gong.io'}
    ${"gong: { baseUrl: 'https://api.gong.io/v2' }"}              | ${'c.yaml:1: gong.baseUrl: got "https://api.gong.io/v2", expected https://, a host and nothing behind it, like https://api.gong.io'}
    ${"gong: { baseUrl: 'https://u:s/e@cret@x.io' }"}             | ${'c.yaml:1: gong.baseUrl: got "https://…@x.io", expected https://, a host and nothing behind it, like https://api.gong.io'}
    ${"gong: { baseUrl: 'https://:secret@x.io' }"}                | ${'c.yaml:1: gong.baseUrl: got "https://…@x.io", expected https://, a host and nothing behind it, like https://api.gong.io'}
    ${"auth: { oauthUrl: 'https://:secret@x.io' }"}               | ${'c.yaml:1: auth.oauthUrl: got "https://…@x.io", expected https://, a host and nothing behind it, like https://app.gong.io'}
    ${"auth: { oauthUrl: 'https://x.io#y' }"}                     | ${'c.yaml:1: auth.oauthUrl: got "https://x.io#y", expected https://, a host and nothing behind it, like https://app.gong.io'}
    ${"mail: { from: a@b.co, smtpUrl: 'http://u:s@c/r@x.io' }"}   | ${/^c\.yaml:1: mail\.smtpUrl: got "http:\/\/…@x\.io"/}
    ${"gong: { baseUrl: 'https://x.io', requestsPerSecond: 0 }"}  | ${"c.yaml:1: gong.requestsPerSecond: got 0, expected more than 0"}
    ${"ops: { pingUrl: 'http://x.io/canary' }"}                   | ${"c.yaml:1: ops.pingUrl: got a value that is none, expected https:// and a host, or http:// on this machine"}
    ${"ops: { email: nobody }"}                                   | ${'c.yaml:1: ops.email: got "nobody", expected one address like ana@example.com'}
    ${"schedule: { cron: every monday }"}                         | ${'c.yaml:1: schedule.cron: got "every monday", expected five fields like "0 7 * * 1"'}
  `("says of $text what to mend", ({ text, message }) => {
    expect(() => parseConfig(text, "c.yaml")).toThrow(
      message instanceof RegExp ? message : new ConfigError(message),
    );
  });

  it("reads an id longer than a number holds as it was written", () => {
    const text = "digest: { recipients: [{ to: a@b.co, scope: { tree: 7100000000000000004 } }] }";

    expect(parseConfig(text, "c.yaml").digest?.recipients[0]).toMatchObject({
      scope: { tree: "7100000000000000004" },
    });
  });

  it("reads the commented settings of the example too", () => {
    const text = readFileSync(join(packageRoot, "config.example.yaml"), "utf8").replace(
      /^ {2}# (unsubscribeUrl|dkim):/gm,
      "  $1:",
    );

    expect(parseConfig(text, "config.example.yaml").mail).toMatchObject({
      unsubscribeUrl: "https://example.com/unsubscribe?to={recipient}&list={scope}",
      dkim: { domain: "example.com", selector: "digest", keyFile: "dkim.pem" },
    });
  });

  it("names every fault at once", () => {
    expect(() => parseConfig("usual: { weeks: 2 }\npull: { calls: 3 }", "c.yaml")).toThrow(
      /c\.yaml:1: .*\nc\.yaml:2: /,
    );
  });

  it("takes no password and does not repeat it", () => {
    const text = "mail: { from: a@b.co, smtpUrl: 'smtp://me:hunter2@mail.example.com' }";

    expect(() => parseConfig(text, "c.yaml")).toThrow(/SMTP_URL/);
    expect(() => parseConfig(text, "c.yaml")).not.toThrow(/hunter2/);
  });

  it.each([
    ["on", true],
    ["off", false],
    ["true", true],
    ["false", false],
  ])("reads pull.calls: %s", (word, value) => {
    expect(parseConfig(`pull: { calls: ${word} }`, "c.yaml").pull.calls).toBe(value);
  });

  it("says where the YAML itself is broken", () => {
    expect(() => parseConfig("gong:\n  baseUrl: [1\n", "c.yaml")).toThrow(/^c\.yaml:\d+: /);
  });
});
