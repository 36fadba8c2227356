import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSecret, rememberSecret, withoutSecrets } from "../../jobs/session/secret.ts";
import { ConfigError } from "../../src/config.ts";
import { temporaryFolder } from "../support/stored.ts";

/** A file with a secret in it, or what stands in its place. */
const places: Readonly<Record<string, (path: string) => void>> = {
  "a line": (path) => writeFileSync(path, "CANARY\n", { mode: 0o600 }),
  "a line that Windows ends": (path) => writeFileSync(path, "CANARY\r\n", { mode: 0o600 }),
  "no line break": (path) => writeFileSync(path, "CANARY", { mode: 0o640 }),
  nothing: (path) => writeFileSync(path, "", { mode: 0o600 }),
  "two lines": (path) => writeFileSync(path, "CANARY\nCANARY\n", { mode: 0o600 }),
  "a megabyte": (path) => writeFileSync(path, "CANARY".repeat(175_000), { mode: 0o600 }),
  "everybody's": (path) => {
    writeFileSync(path, "CANARY");
    chmodSync(path, 0o644);
  },
  "a folder": (path) => mkdirSync(path),
  "a pipe": (path) => execFileSync("mkfifo", [path]),
  "no file": () => {},
};

function read(make: ((path: string) => void) | undefined, more: NodeJS.ProcessEnv = {}): string | null {
  const file = join(temporaryFolder(), "secret");
  make?.(file);
  try {
    return readSecret({ ...more, NAME_FILE: file }, "NAME");
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replace(file, "FILE").replace(file, "FILE");
    throw error;
  }
}

describe("a file that NAME_FILE names", () => {
  it.each(["a line", "a line that Windows ends", "no line break"])("may hold %s", (what) => {
    expect(read(places[what])).toBe("CANARY");
  });

  it.each`
    what             | says
    ${"nothing"}     | ${"NAME_FILE: FILE is empty, expected one line"}
    ${"two lines"}   | ${"NAME_FILE: FILE is longer than one line, expected one line"}
    ${"a megabyte"}  | ${"NAME_FILE: FILE holds more than 64 KB"}
    ${"everybody's"} | ${"NAME_FILE: FILE can be read by everybody on this machine (mode 0644); chmod 600 FILE"}
    ${"a folder"}    | ${"NAME_FILE: FILE is a folder"}
    ${"a pipe"}      | ${"NAME_FILE: FILE is no plain file"}
    ${"no file"}     | ${"NAME_FILE: FILE cannot be read (ENOENT)"}
  `("may not be $what", ({ what, says }) => {
    expect(read(places[what])).toBe(says);
  });

  it("is not read when NAME is set as well", () => {
    expect(read(places["a line"], { NAME: "CANARY" })).toBe(
      "NAME and NAME_FILE are both set, expected one of them",
    );
  });
});

describe("a URL with a secret in it", () => {
  it.each`
    url                                                   | text                             | shown
    ${"smtp://digest:pass%2Fword-1@mail.example.com:587"} | ${"gong-digest run pass/word-1"} | ${"gong-digest run [redacted]"}
    ${"https://t0ken-987654@ping.example.com/"}           | ${"said t0ken-987654"}           | ${"said [redacted]"}
  `("hides the password of $url, and the user only where it stands alone", ({ url, text, shown }) => {
    rememberSecret(url);

    expect(withoutSecrets(text)).toBe(shown);
  });
});
