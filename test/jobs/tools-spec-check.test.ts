import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkSpec } from "../../jobs/tools/spec-check.ts";
import { actions } from "../../src/gong/actions.ts";
import { isSpecHere, spec, specTitle } from "../support/gong-spec.ts";
import { type Line, startLine } from "../support/line.ts";

let line: Line;
beforeEach(async () => {
  line = await startLine();
});
afterEach(() => line.close());

function fileOf(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "gong-digest-")), "openapi.json");
  writeFileSync(file, content);
  return file;
}

/** A document of one operation, which we have no action for; it lacks all that we have. */
const strange = { paths: { "/v2/moods": { get: { operationId: "listMoods" } } } };

describe("tools spec-check", () => {
  it("prints a line for each difference with route, place and fault, and ends with 6", () => {
    const session = line.session();

    expect(checkSpec(session, fileOf(JSON.stringify(strange)), {})).toBe(6);

    const lines = session.printed.join("").trim().split("\n");
    expect(lines[0]).toMatch(/^GET \/v2\/moods +operation +we have no action for it$/);
    expect(lines).toContainEqual(
      expect.stringMatching(/^GET \/v2\/users +operation +the document has no such operation$/),
    );
    expect(session.said.at(-1)).toContain(`between ${actions.length} actions and the document`);
  });

  it("prints the same as JSON", () => {
    const session = line.session();

    expect(checkSpec(session, fileOf(JSON.stringify(strange)), { json: true })).toBe(6);

    expect(JSON.parse(session.printed.join(""))[0]).toEqual({
      route: "GET /v2/moods",
      place: "operation",
      fault: "we have no action for it",
    });
  });

  it.each`
    content                                                                                                    | fault
    ${"<html>"}                                                                                                | ${"is no JSON"}
    ${"null"}                                                                                                  | ${"names no paths"}
    ${'{"openapi":"3.1.0"}'}                                                                                   | ${"names no paths"}
    ${'{"paths":{"/v2/users":{"get":{"parameters":[{"name":"a","in":"query","schema":{"$ref":"#/gone"}}]}}}}'} | ${"the document has no #/gone"}
  `("refuses $content by name", ({ content, fault }) => {
    const file = fileOf(content);

    expect(() => checkSpec(line.session(), file, {})).toThrow(
      `${file}: ${fault}; expected an OpenAPI document`,
    );
  });

  it("refuses a file that is not there", () => {
    expect(() => checkSpec(line.session(), "none.json", {})).toThrow("none.json: cannot be read (ENOENT)");
  });

  it.skipIf(!isSpecHere)(specTitle("ends with 0 for the document that the actions were made from"), () => {
    const session = line.session();

    expect(checkSpec(session, fileOf(JSON.stringify(spec)), {})).toBe(0);
    expect(session.printed.join("")).toBe("");
  });
});
