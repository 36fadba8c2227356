import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Id } from "../../src/gong/fields.ts";
import { compactSchemaOf } from "../../src/tools/compact.ts";
import { inputOf } from "../../src/tools/input.ts";
import { inputSchemaOf } from "../../src/tools/input-schema.ts";
import { jsonSchemaOf } from "../../src/tools/json-schema.ts";
import { altered } from "./support.ts";

const flag = z.boolean().optional();
const flags = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`mayDoThing${index}`, flag]));

describe("jsonSchemaOf", () => {
  it("says formats without their patterns, and ids as text", () => {
    const schema = jsonSchemaOf(z.strictObject({ id: Id, to: z.email(), on: z.iso.date(), n: z.int() }));

    expect(schema).toEqual({
      type: "object",
      properties: {
        id: { type: "string" },
        to: { type: "string", format: "email" },
        on: { type: "string", format: "date" },
        n: { type: "integer" },
      },
      required: ["id", "to", "on", "n"],
      additionalProperties: false,
    });
  });
});

describe("the flat input", () => {
  it("keeps a body that is a list together", () => {
    const upload = altered({ effect: "write", body: z.array(z.strictObject({ name: z.string() })).min(1) });

    expect(inputSchemaOf(upload).schema).toMatchObject({
      required: ["body"],
      properties: { body: { type: "array" } },
    });
    expect(inputOf(upload, { body: [{ name: "a" }] })).toEqual({ body: [{ name: "a" }] });
    expect(() => inputOf(upload, { body: [{ nam: "a" }] })).toThrow("body.0.name: is missing, expected text");
  });

  it("keeps a body together that has a name in common with the query", () => {
    const update = altered({
      effect: "write",
      query: z.strictObject({ profileId: Id }),
      body: z.strictObject({ profileId: Id, name: z.string() }),
    });
    const input = { profileId: "1", body: { profileId: "2", name: "a" } };

    expect(inputOf(update, input)).toEqual({
      query: { profileId: "1" },
      body: { profileId: "2", name: "a" },
    });
  });

  it("names the file of an upload as file", () => {
    const upload = altered({ effect: "write", upload: { part: "mediaFile", kind: "media" } });

    expect(inputOf(upload, { file: { path: "call.mp3" } })).toEqual({ file: { path: "call.mp3" } });
    expect(() => inputOf(upload, {})).toThrow("file: is missing, expected { path }");
    expect(() => inputOf(upload, { file: { path: "" } })).toThrow("file.path: expected the path of a file");
    expect(() => inputOf(upload, { file: { path: "a", deletes: true } })).toThrow("file.deletes: got true");
    expect(() => inputOf(upload, { file: { pth: "a" } })).toThrow("file.pth: no such field; expected path");
  });
});

describe("the compact schema", () => {
  it("says a giant member in a line, what must be given first and starred", () => {
    const create = altered({
      effect: "write",
      body: z.strictObject({
        name: z.string(),
        profile: z.strictObject({ ...flags, title: z.string() }),
      }),
    });

    const { properties } = compactSchemaOf(create);

    expect(properties?.name).toEqual({ type: "string" });
    expect(properties?.profile).toEqual({
      type: "object",
      description: expect.stringMatching(/^title\*, mayDoThing0, .* …$/),
    });
    expect(JSON.stringify(compactSchemaOf(create)).length).toBeLessThan(700);
  });

  it("puts the members of a flat giant that may be left out into one body", () => {
    const create = altered({ effect: "write", body: z.strictObject({ ...flags, title: z.string() }) });

    const schema = compactSchemaOf(create);

    expect(JSON.stringify(schema).length).toBeLessThan(700);
    expect(schema.required).toEqual(["title"]);
    expect(inputOf(create, { body: { title: "a", mayDoThing3: true } })).toEqual({
      body: { title: "a", mayDoThing3: true },
    });
  });
});
