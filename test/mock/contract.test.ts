import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MockGong } from "../../src/mock/server.ts";
import { start } from "./client.ts";
import { askEverything } from "./every-operation.ts";
import type { Sent } from "./send.ts";

const file =
  process.env.GONG_OPENAPI ?? fileURLToPath(new URL("../../../shared/gong/openapi.json", import.meta.url));
const isHere = existsSync(file);

type Operations = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
const official: {
  readonly paths: Operations;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
} = isHere ? JSON.parse(readFileSync(file, "utf8")) : { paths: {}, components: { schemas: {} } };
const operations = Object.entries(official.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

/** Members that are null in recorded answers of the real Gong, or in the document's own words or examples. */
const nulls = new Set([
  ...["extension", "managerId", "meetingConsentPageUrl", "phoneNumber", "title", "trustedEmailAddress"],
  ...["calendarEventId", "clientUniqueId", "customData", "meetingUrl", "purpose", "sdrDisposition"],
  ...["saidAtInterval", "saidAtUnit", "creatorUserId", "updaterUserId", "automation", "answerGuide"],
  ...["answerText", "editorUserId", "reviewerUserId", "score", "selectedOptions"],
  ...["libraryFolderIds", "teamLeadIds", "parentFolderId"],
]);

/** Other places where the real Gong, as recorded, differs from its document, and the mock goes with it. */
const live: readonly { readonly at: RegExp; readonly why: string }[] = [
  { at: /^GET \/v2\/settings\/scorecards .* must be integer$/, why: "its ids and ranges are text" },
  {
    at: /^GET \/v2\/settings\/scorecards .*questions\[\]\.(updaterUserId|created) is not documented$/,
    why: "questions tell who made them, and when",
  },
  { at: /^GET \/v2\/flows\/folders \.flows(Folders)? /, why: "the list has another name" },
  { at: /^GET \/v2\/logs .*\.logRecord\.\w+ must be object$/, why: "what is logged is text and lists" },
  {
    at: /^GET \/v2\/crm\/entities .* must be object$/,
    why: "fields are plain values, a missing object null",
  },
  { at: /\.fields\[\]\.value must be object$/, why: "fields are plain values" },
  { at: /^DELETE \/v2\/meetings\/\{meetingId\} \.requestId /, why: "every answer has one" },
];

let gong: MockGong;
let answers: ReadonlyMap<string, Sent> = new Map();

beforeAll(async () => {
  if (!isHere) return;
  gong = await start({ people: 40, laterRequests: 0 });
  answers = await askEverything(gong);
});
afterAll(() => gong?.close());

const title = isHere
  ? "the mock, against the official document"
  : `the mock, against the official document (SKIPPED: ${file} is not here; set GONG_OPENAPI)`;

describe.skipIf(!isHere)(title, () => {
  it("answers every operation", () => {
    expect([...answers.keys()].toSorted()).toEqual(operations.toSorted());
  });

  it.each(operations)("%s", (operation) => {
    const answer = answers.get(operation);
    const faults = faultsOf(operation, answer);

    expect(answer?.status, answer?.text.slice(0, 300)).toBeLessThan(300);
    expect(faults).toEqual([]);
  });
});

function faultsOf(operation: string, answer: Sent | undefined): readonly string[] {
  const [method = "", path = ""] = operation.split(" ");
  const contents = contentOf(method.toLowerCase(), path, String(answer?.status));
  if (contents === undefined) return [`${answer?.status} is not documented`];
  const [type] = Object.keys(contents);
  if (type === undefined) return [];
  const pointer = [
    "paths",
    path,
    method.toLowerCase(),
    "responses",
    String(answer?.status),
    "content",
    type,
    "schema",
  ]
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const schema = (contents[type] as { readonly schema: Schema }).schema;
  const validate = validator.compile({ $ref: `gong#/${pointer}` });
  validate(answer?.json);
  const errors = (validate.errors ?? []).filter((error) => !isKnownNull(error));
  const faults = [
    ...errors.map(({ instancePath, message }) => `${placeOf(instancePath)} ${message}`),
    ...undocumented(schema, answer?.json).map((place) => `${place} is not documented`),
    ...missing(schema, answer?.json).map((place) => `${place} is missing`),
  ];
  return [...new Set(faults.map((fault) => `${operation} ${fault}`))].filter(
    (fault) => !live.some(({ at }) => at.test(fault)),
  );
}

const isKnownNull = ({ instancePath, data }: ErrorObject): boolean =>
  data === null && nulls.has(instancePath.split("/").at(-1) ?? "");

/** `/calls/0/title` as `.calls[].title`. */
const placeOf = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, "[]").replaceAll("/", ".");

type Schema = {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
};

const resolved = (schema: Schema): Schema =>
  schema.$ref ? resolved(official.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema;

/** Members of an answer that the document does not have, so that a wrong name is no extra one. */
function undocumented(given: Schema, value: unknown, place = ""): readonly string[] {
  const { properties, additionalProperties, items } = resolved(given);
  if (Array.isArray(value)) {
    return value.flatMap((one) => (items ? undocumented(items, one, `${place}[]`) : []));
  }
  if (typeof value !== "object" || value === null || !properties || additionalProperties) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const schema = properties[name];
    return schema ? undocumented(schema, member, `${place}.${name}`) : [`${place}.${name}`];
  });
}

/** Members at the top of an answer that are documented and not there. */
function missing(given: Schema, value: unknown): readonly string[] {
  const names = Object.keys(resolved(given).properties ?? {});
  return names.filter((name) => !Object.hasOwn(Object(value), name)).map((name) => `.${name}`);
}

type Responses = Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;

function contentOf(method: string, path: string, status: string) {
  const operation = official.paths[path]?.[method] as { readonly responses: Responses } | undefined;
  const response = operation?.responses[status];
  return response && (response.content ?? {});
}

const validator = new Ajv2020({ strict: false, allErrors: true, verbose: true });
formats.default(validator);
if (isHere) validator.addSchema({ $id: "gong", ...official });
