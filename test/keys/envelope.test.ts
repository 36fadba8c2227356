import { describe, expect, it } from "vitest";
import { keyIdOf, type Sealed, seal, unseal } from "../../src/keys/envelope.ts";
import { newMasterKey } from "../../src/keys/master-key.ts";

const key = newMasterKey();
const text = '{"accessKey":"KEY-CANARY"}';

describe("a sealed text", () => {
  it("comes back with its key and its name", () => {
    expect(unseal(seal(text, "gong", key), "gong", key)).toBe(text);
  });

  it("shows nothing of itself, and is another each time", () => {
    const [one, other] = [seal(text, "gong", key), seal(text, "gong", key)];

    expect(Buffer.from(one.text, "base64").toString("latin1")).not.toContain("CANARY");
    expect(one.dataKey).not.toBe(other.dataKey);
    expect(one.text).not.toBe(other.text);
  });

  it("is not read under another name or with another key", () => {
    const sealed = seal(text, "gong", key);
    const other = newMasterKey();

    expect(unseal(sealed, "smtp", key)).toBeNull();
    expect(unseal(sealed, "gong", other)).toBeNull();
    expect(unseal({ ...sealed, keyId: keyIdOf(other) }, "gong", other)).toBeNull();
  });

  it.each(["dataKey", "text"] as const)("is not read when any byte of its %s was changed", (part) => {
    const sealed = seal(text, "gong", key);
    const bytes = Buffer.from(sealed[part], "base64");
    const read = [...bytes.keys()].filter((at) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      return unseal({ ...sealed, [part]: changed.toString("base64") } as Sealed, "gong", key) !== null;
    });

    expect(read).toEqual([]);
  });

  it("takes no part of another, not even under the same key", () => {
    const [one, other] = [seal(text, "gong", key), seal("{}", "gong", key)];

    expect(unseal({ ...one, dataKey: other.dataKey }, "gong", key)).toBeNull();
  });
});
