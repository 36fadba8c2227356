import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { readParts } from "../../src/mock/multipart.ts";

const type = "multipart/form-data; boundary=b1";
const body = [
  "--b1",
  'Content-Disposition: form-data; name="note"',
  "",
  "one\r\n--b",
  "--b1",
  'Content-Disposition: form-data; name="file"; filename="a.bin"',
  "Content-Type: application/octet-stream",
  "",
  "12345",
  "--b1--",
  "",
].join("\r\n");

describe("readParts", () => {
  it.each([1, 2, 7, 64, 1000])("reads the same parts in pieces of %i bytes", async (size) => {
    const bytes = Buffer.from(body);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, place) =>
      bytes.subarray(place * size, (place + 1) * size),
    );

    const parts = await readParts(Readable.from(pieces), type, ["note"]);

    expect(parts).toEqual([
      { name: "note", bytes: 8, content: "one\r\n--b" },
      { name: "file", fileName: "a.bin", bytes: 5 },
    ]);
  });

  it.each([
    ["without a boundary", "multipart/form-data", body],
    ["that is cut off", type, body.slice(0, -8)],
    ["of another boundary", "multipart/form-data; boundary=b2", body],
  ])("gives nothing for a body %s", async (_, contentType, text) => {
    expect(await readParts(Readable.from([Buffer.from(text)]), contentType, [])).toBeUndefined();
  });
});
