import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Action, defineAction } from "../../src/gong/action.ts";
import { enumOf, type Spec, type SpecOperation } from "../../src/gong/spec.ts";
import { driftsOf } from "../../src/gong/spec-check.ts";

const operation = {
  operationId: "listThings",
  description: "requires the scope 'api:things:read'.",
  parameters: [{ name: "kind", in: "query", required: true, schema: { type: "string", enum: ["A, B"] } }],
  responses: {
    200: {
      content: {
        "application/json": {
          schema: {
            type: "object",
            properties: {
              things: { type: "array", items: { type: "object", properties: { id: { type: "string" } } } },
            },
          },
        },
      },
    },
  },
} as const satisfies SpecOperation;

const action = defineAction({
  name: "things.list",
  summary: "",
  route: "GET /v2/things",
  scope: "api:things:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({ kind: z.enum(["A", "B"]) }),
  answer: z.looseObject({ things: z.array(z.looseObject({ id: z.string() })) }),
});

const specWith = (changes: Partial<SpecOperation>): Spec => ({
  paths: { "/v2/things": { get: { ...operation, ...changes } } },
});

const parameter = operation.parameters[0];

describe("the values of a document", () => {
  it.each([
    [
      ["A", "B"],
      ["A", "B"],
    ],
    [["A, B"], ["A", "B"]],
    [
      ["A", "B", "A / B"],
      ["A", "B"],
    ],
    [
      ["A", "B", "A, B"],
      ["A", "B"],
    ],
    [
      [0.5, 1],
      ["0.5", "1"],
    ],
  ])("%j are %j", (values, read) => {
    expect(enumOf({ enum: values })).toEqual(read);
  });
});

describe("a newer document", () => {
  it("without a difference has no drift, whatever else it says", () => {
    expect(driftsOf(specWith({ summary: "All things" }), [action], [])).toEqual([]);
  });

  it.each<[string, Partial<SpecOperation>, string, string]>([
    [
      "another scope",
      { description: "the scope 'api:all'" },
      "scope",
      "we say api:things:read, the document api:all",
    ],
    [
      "a parameter more",
      { parameters: [parameter, { ...parameter, name: "since" }] },
      "query.since",
      "the document has it, we do not",
    ],
    ["a parameter less", { parameters: [] }, "query.kind", "we have it, the document does not"],
    [
      "a parameter that is free",
      { parameters: [{ ...parameter, required: false }] },
      "query.kind",
      "required for us, optional in the document",
    ],
    [
      "a value more",
      { parameters: [{ ...parameter, schema: { type: "string", enum: ["A", "B", "C"] } }] },
      "query.kind",
      "we lack the values C",
    ],
    [
      "a value less",
      { parameters: [{ ...parameter, schema: { type: "string", enum: ["A"] } }] },
      "query.kind",
      "the document lacks our values B",
    ],
    [
      "another type",
      { parameters: [{ ...parameter, schema: { type: "boolean" } }] },
      "query.kind",
      "string for us, boolean in the document",
    ],
    [
      "a body",
      { requestBody: { content: { "text/csv": {} } } },
      "body",
      "we send none, the document has text/csv",
    ],
    ["an end in sight", { deprecated: true }, "deprecated", "the document says so, we do not"],
    [
      "an answer without our field",
      {
        responses: {
          200: {
            content: { "*/*": { schema: { type: "object", properties: { requestId: { type: "string" } } } } },
          },
        },
      },
      "answer.things",
      "we read it, the document does not have it",
    ],
  ])("with %s has a drift", (_, changes, place, fault) => {
    expect(driftsOf(specWith(changes), [action], [])).toContainEqual({ route: action.route, place, fault });
  });

  it("is read where it answers 202, and where a list is the whole body", () => {
    const { 200: answer } = operation.responses;
    const things = (type: string) => ({
      requestBody: {
        content: {
          "application/json": {
            schema: { type: "array", items: { type: "object", properties: { size: { type } } } },
          },
        },
      },
      responses: { 202: answer, 400: {} },
    });
    const list = { ...action, body: z.array(z.strictObject({ size: z.string().optional() })) };

    expect(driftsOf(specWith(things("string")), [list], [])).toEqual([]);
    expect(driftsOf(specWith(things("boolean")), [list], [])).toEqual([
      { route: action.route, place: "body[].size", fault: "string for us, boolean in the document" },
    ]);
  });

  it("with an operation more has a drift, and so has one with an operation less", () => {
    const more: Spec = { paths: { ...specWith({}).paths, "/v2/x": { post: {} } } };

    expect(driftsOf(more, [action], [])).toEqual([
      { route: "POST /v2/x", place: "operation", fault: "we have no action for it" },
    ]);
    expect(driftsOf({ paths: {} }, [action], [])).toEqual([
      { route: action.route, place: "operation", fault: "the document has no such operation" },
    ]);
  });
});

describe("an action that makes no sense whatever the document says", () => {
  it.each<[Partial<Action>, string]>([
    [{ effect: "write", retry: "never" }, "effect"],
    [{ effect: "destructive", retry: "key", key: "query.kind" }, "retry"],
    [{ effect: "write" }, "retry"],
    [{ retry: "never" }, "retry"],
    [{ retry: "key" }, "key"],
    [{ retry: "key", key: "query.name" }, "key"],
    [{ answer: z.looseObject({ things: z.array(z.any()).nullish() }) }, "answer"],
    [{ answer: z.looseObject({ things: z.array(z.any()).catch([]) }) }, "answer"],
  ])("%j has a drift", (changes, place) => {
    const places = driftsOf(specWith({}), [{ ...action, ...changes }], []).map((drift) => drift.place);

    expect(places).toContain(place);
  });

  it("is not one that costs, which is not repeated though it only reads", () => {
    expect(driftsOf(specWith({}), [{ ...action, retry: "never", cost: "credits" }], [])).toEqual([]);
  });
});
