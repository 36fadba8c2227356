import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type KeyringPackage, keyPlaceOf } from "../../jobs/session/key-places.ts";
import type { Connection } from "../../src/keys/connection.ts";
import { openStore, type Store } from "../../src/keys/store.ts";
import { temporaryFolder } from "../support/folder.ts";

const key: Connection = {
  kind: "basic",
  baseUrl: "https://api.gong.io",
  accessKey: "KEY-CANARY",
  accessKeySecret: "SECRET-CANARY",
  savedAt: "2026-11-16T09:00:00Z",
};

/** What a keyring keeps, as the package hands it over. */
function keyringOf(kept: Map<string, string>): () => KeyringPackage {
  class Entry {
    readonly name: string;
    constructor(service: string, account: string) {
      this.name = `${service} ${account}`;
    }
    getPassword(): string | null {
      return kept.get(this.name) ?? null;
    }
    setPassword(text: string): void {
      kept.set(this.name, text);
    }
  }
  return () => ({ Entry });
}

/** What the package does where no Secret Service runs, in its own words. */
const silentKeyring = (): KeyringPackage => ({
  Entry: class {
    constructor() {
      throw Object.assign(new Error("Platform failure: DBus error: set your DBUS_SESSION_BUS_ADDRESS"), {
        code: "GenericFailure",
      });
    }
    getPassword = () => null;
    setPassword = () => {};
  },
});

const storeIn = (folder: string, load: () => KeyringPackage): Store => {
  const file = join(folder, "credentials.json");
  return openStore(file, keyPlaceOf({}, file, load));
};

describe("the system's keyring", () => {
  it("holds the key, which is in no file then", () => {
    const folder = temporaryFolder();
    const kept = new Map<string, string>();

    storeIn(folder, keyringOf(kept)).write(key);

    const store = storeIn(folder, keyringOf(kept));
    expect([store.keyPlace, store.keyPlaceInstead]).toEqual(["the system's keyring", undefined]);
    expect(store.read()).toEqual(key);
    expect(existsSync(`${store.file}.key`)).toBe(false);
    expect(readFileSync(store.file, "utf8")).not.toContain([...kept.values()][0]?.trim());
  });

  it("gets the new key of a rotation", () => {
    const folder = temporaryFolder();
    const kept = new Map<string, string>();
    const store = storeIn(folder, keyringOf(kept));
    store.write(key);
    const [before] = kept.values();

    store.rotate();

    expect([...kept.values()]).not.toContain(before);
    expect(storeIn(folder, keyringOf(kept)).read()).toEqual(key);
  });

  it("that does not answer is named where its key is needed, and the store stays as it was", () => {
    const folder = temporaryFolder();
    storeIn(folder, keyringOf(new Map())).write(key);
    const store = storeIn(folder, silentKeyring);
    const before = readFileSync(store.file);

    expect(() => store.read()).toThrow("the system's keyring does not answer (Platform failure: DBus error");
    expect(() => store.write(key)).toThrow("the system's keyring does not answer");
    expect(readFileSync(store.file)).toEqual(before);
    expect(existsSync(`${store.file}.key`)).toBe(false);
  });

  it("that does not answer at the first login leaves the key beside the store, and says why", () => {
    const store = storeIn(temporaryFolder(), silentKeyring);

    store.write(key);

    expect(store.read()).toEqual(key);
    expect(store.keyPlace).toBe(`${store.file}.key`);
    expect(store.keyPlaceInstead).toContain("DBUS_SESSION_BUS_ADDRESS");
  });

  it("is passed over without a word where nobody has installed it", () => {
    const store = storeIn(temporaryFolder(), () => {
      throw Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" });
    });

    expect([store.keyPlace, store.keyPlaceInstead]).toEqual([`${store.file}.key`, undefined]);
  });
});
