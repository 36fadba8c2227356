import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { ConfigError } from "../../src/config.ts";
import { onFailpoint } from "../../src/failpoint.ts";
import type { Connection } from "../../src/keys/connection.ts";
import { storeIn, temporaryFolder } from "../support/stored.ts";

const connection: Connection = {
  kind: "basic",
  baseUrl: "https://us-1.api.gong.io",
  accessKey: "KEY-CANARY",
  accessKeySecret: "SECRET-CANARY",
  savedAt: "2026-11-16T09:00:00.000Z",
};
const [one, other] = ["11", "22"].map((byte) => byte.repeat(32)) as [string, string];

afterEach(() => onFailpoint(undefined));

describe("the store", () => {
  it("is empty before a login", () => {
    expect(storeIn(temporaryFolder()).read()).toBeNull();
  });

  it("gives back what was written, also to another process", () => {
    const folder = temporaryFolder();
    storeIn(folder).write(connection);

    expect(storeIn(folder).read()).toEqual(connection);
  });

  it("and its key are their owner's alone, and leave no drafts", () => {
    const folder = temporaryFolder();
    storeIn(folder).write(connection);

    const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
    expect(modes).toEqual([
      ["credentials.json", 0o600],
      ["credentials.json.key", 0o600],
    ]);
  });

  it("makes a folder of its own that is its owner's alone", () => {
    const folder = join(temporaryFolder(), "new");
    storeIn(folder).write(connection);

    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it("holds nothing that can be read", () => {
    const folder = temporaryFolder();
    storeIn(folder).write(connection);
    const text = readFileSync(join(folder, "credentials.json"), "utf8");

    for (const secret of ["CANARY", Buffer.from("KEY-CANARY").toString("base64").slice(0, 10), "api.gong.io"])
      expect(text).not.toContain(secret);
  });

  it.each([
    ["GONG_DIGEST_KEY as hex", { GONG_DIGEST_KEY: one }],
    ["GONG_DIGEST_KEY as base64", { GONG_DIGEST_KEY: Buffer.from(one, "hex").toString("base64") }],
  ])("is opened by %s", (_, environment) => {
    const folder = temporaryFolder();
    storeIn(folder, { GONG_DIGEST_KEY: one }).write(connection);

    expect(storeIn(folder, environment).read()).toEqual(connection);
    expect(readdirSync(folder)).toEqual(["credentials.json"]);
  });

  it.each(["read", "write", "rotate"] as const)("is left as it is when %s meets another key", (way) => {
    const folder = temporaryFolder();
    storeIn(folder, { GONG_DIGEST_KEY: one }).write(connection);
    const before = readFileSync(join(folder, "credentials.json"));
    const store = storeIn(folder, { GONG_DIGEST_KEY: other });

    expect(() => (way === "write" ? store.write(connection) : store[way]())).toThrow(
      /was encrypted with key [0-9a-f]{16}, and the key in GONG_DIGEST_KEY is another; it was left as it is/,
    );
    expect(readFileSync(join(folder, "credentials.json"))).toEqual(before);
  });

  it("says so when its key is gone", () => {
    const folder = temporaryFolder();
    storeIn(folder, { GONG_DIGEST_KEY: one }).write(connection);

    expect(() => storeIn(folder).read()).toThrow(/credentials\.json\.key is not there/);
  });

  it.each(["", "no JSON", "{}", '{"format":"gong-digest credentials","version":2,"entries":{}}'])(
    "that reads %j is not taken for an empty one",
    (text) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, "credentials.json"), text);

      expect(() => storeIn(folder).read()).toThrow(/is no store of credentials that this version can read/);
      expect(() => storeIn(folder).write(connection)).toThrow(/it was left as it is/);
      expect(readFileSync(join(folder, "credentials.json"), "utf8")).toBe(text);
    },
  );

  it("loses its entry without any key", () => {
    const folder = temporaryFolder();
    storeIn(folder, { GONG_DIGEST_KEY: one }).write(connection);

    expect([storeIn(folder).erase(), storeIn(folder).erase()]).toEqual([true, false]);
    expect(storeIn(folder, { GONG_DIGEST_KEY: one }).read()).toBeNull();
    expect(readFileSync(join(folder, "credentials.json"), "utf8")).not.toContain("keyId");
  });
});

describe("another key for the store", () => {
  it("is made where we keep the key, and the old one opens it no more", () => {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    store.write(connection);
    const old = readFileSync(join(folder, "credentials.json.key"), "utf8");
    store.rotate();

    expect(store.read()).toEqual(connection);
    expect(readFileSync(join(folder, "credentials.json.key"), "utf8")).not.toBe(old);
    expect(() => storeIn(folder, { GONG_DIGEST_KEY: old.trim() }).read()).toThrow(/is another/);
  });

  it("is made in the file that GONG_DIGEST_KEY_FILE names", () => {
    const folder = temporaryFolder();
    const file = join(folder, "master.key");
    writeFileSync(file, `${one}\n`, { mode: 0o600 });
    const store = storeIn(folder, { GONG_DIGEST_KEY_FILE: file });
    store.write(connection);
    store.rotate();

    expect(store.read()).toEqual(connection);
    expect(readFileSync(file, "utf8")).not.toContain(one);
  });

  it("is the owner's to give where the environment has the old one", () => {
    const folder = temporaryFolder();
    const store = storeIn(folder, { GONG_DIGEST_KEY: one });
    store.write(connection);

    expect(() => store.rotate()).toThrow(/give the next key in GONG_DIGEST_NEW_KEY/);
    store.rotate(Buffer.from(other, "hex"));
    expect(storeIn(folder, { GONG_DIGEST_KEY: other }).read()).toEqual(connection);
  });

  it("leaves a store that can be read, wherever it stops", () => {
    const passed: string[] = [];
    onFailpoint((name) => passed.push(name));
    const first = storeIn(temporaryFolder());
    first.write(connection);
    passed.length = 0;
    first.rotate();
    const places = [...passed];
    const unread = places.filter((place) => {
      const store = storeIn(temporaryFolder());
      onFailpoint(undefined);
      store.write(connection);
      onFailpoint((name) => {
        if (name === place) throw new Error("stopped");
      });
      expect(() => store.rotate()).toThrow();
      onFailpoint(undefined);
      const kept = store.read();
      store.rotate();
      return kept?.kind !== "basic" || store.read()?.kind !== "basic";
    });

    expect(places).toEqual([
      "auth.rotate.start",
      "auth.rotate.both",
      "auth.written",
      "auth.renamed",
      "auth.kept",
      "auth.rotate.sealed",
      "auth.rotate.end",
    ]);
    expect(unread).toEqual([]);
  });
});

describe("a master key", () => {
  const keyFile = (content: string, mode = 0o600): NodeJS.ProcessEnv => {
    const file = join(temporaryFolder(), "master.key");
    writeFileSync(file, content);
    chmodSync(file, mode);
    return { GONG_DIGEST_KEY_FILE: file };
  };

  it.each([
    [
      "too short",
      () => ({ GONG_DIGEST_KEY: "c2hvcnQtY2FuYXJ5" }),
      /^GONG_DIGEST_KEY holds a line of 16 characters/,
    ],
    [
      "empty",
      () => ({ GONG_DIGEST_KEY: "" }),
      /^GONG_DIGEST_KEY is empty, expected 32 bytes as base64 or hex/,
    ],
    [
      "given twice",
      () => ({ ...keyFile(one), GONG_DIGEST_KEY: one }),
      /^GONG_DIGEST_KEY and GONG_DIGEST_KEY_FILE are both/,
    ],
    [
      "everybody's",
      () => keyFile(one, 0o644),
      /^GONG_DIGEST_KEY_FILE: .* can be read by everybody .*0644\); chmod 600/,
    ],
    [
      "no key",
      () => keyFile("canary"),
      /^GONG_DIGEST_KEY_FILE \(.*\) holds a line of 6 characters that is no key/,
    ],
  ])("that is %s is refused by its name, not shown", (_, environment, says) => {
    const said = faultOf(() => storeIn(temporaryFolder(), environment()).write(connection));

    expect(said).toMatch(says);
    expect(said).not.toMatch(/canary|c2hvcnQ|1111/);
  });
});

function faultOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "no fault";
}
