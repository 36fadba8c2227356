import { describe, expect, it } from "vitest";
import { gongLink } from "../../src/gong/link.ts";

const base = "https://calls.example.com";

describe("a call's address", () => {
  it.each([
    "https://app.gong.io/call?id=7782342274025937895",
    "https://us-12345.app.gong.io/call?id=7782342274025937895",
    "https://calls.example.com/call?id=7",
  ])("%s leads into Gong", (url) => {
    expect(gongLink(url, base)).toBe(url);
  });

  it.each([
    ["plain http", "http://app.gong.io/call?id=7"],
    ["a script", "javascript:alert(1)//gong.io"],
    ["a host that only ends like it", "https://notgong.io/call?id=7"],
    ["a host that only starts like it", "https://app.gong.io.evil.example/call"],
    ["Gong's name as a login", "https://app.gong.io@evil.example/call"],
    ["a login at Gong", "https://me:secret@app.gong.io/call"],
    ["a part of the base URL's host", "https://example.com/call"],
    ["a dot too many", "https://app.gong.io./call"],
    ["no address", "call 7"],
    ["an empty one", ""],
    ["none", null],
    ["none at all", undefined],
  ])("that is %s is dropped", (_, url) => {
    expect(gongLink(url, base)).toBeNull();
  });
});
