import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Action } from "../../src/gong/action.ts";
import { actions } from "../../src/gong/actions.ts";

const file =
  process.env.GONG_OPENAPI ?? fileURLToPath(new URL("../../../shared/gong/openapi.json", import.meta.url));
const isHere = existsSync(file);

type Schema = {
  readonly $ref?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
};
type Parameter = { readonly name: string; readonly in: string; readonly required: boolean };
type Content = { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
type Operation = {
  readonly description: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
};
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const official: Document = isHere
  ? JSON.parse(readFileSync(file, "utf8"))
  : { paths: {}, components: { schemas: {} } };

/** Still documented, but taken away by Gong on 2025-01-23; `highlights` took its place. */
const gone = "contentSelector.exposedFields.content.pointsOfInterest";

function operationOf(action: Action): Operation {
  const [method = "", path = ""] = action.route.split(" ");
  const operation = official.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${action.route} is not in the official document`);
  return operation;
}

const resolved = (schema: Schema | undefined): Schema =>
  schema?.$ref ? resolved(official.components.schemas[schema.$ref.split("/").at(-1) ?? ""]) : (schema ?? {});

const bodyOf = (content: Content | undefined): Schema =>
  resolved(content?.content["application/json"]?.schema ?? Object.values(content?.content ?? {})[0]?.schema);

/** Names of members and of members of members, required ones with a star: `filter*`, `filter.fromDate*`. */
function membersOf(schema: Schema, prefix = ""): string[] {
  const { properties = {}, required = [] } = resolved(schema);
  return Object.entries(properties).flatMap(([name, member]) => [
    `${prefix}${name}${required.includes(name) ? "*" : ""}`,
    ...membersOf(member, `${prefix}${name}.`),
  ]);
}

type Shape = Readonly<
  Record<string, { readonly safeParse: (value: unknown) => { readonly success: boolean } }>
>;
type Wrapped = { readonly unwrap?: () => Wrapped; readonly shape?: Shape };

/** The same of one of our schemas. */
function ownMembersOf(schema: Wrapped | undefined, prefix = ""): string[] {
  const inner = schema?.unwrap && !schema.shape ? schema.unwrap() : schema;
  return Object.entries(inner?.shape ?? {}).flatMap(([name, member]) => [
    `${prefix}${name}${member.safeParse(undefined).success ? "" : "*"}`,
    ...ownMembersOf(member as Wrapped, `${prefix}${name}.`),
  ]);
}

const title = isHere
  ? "the official document"
  : `the official document (SKIPPED: ${file} is not here; set GONG_OPENAPI to check against it)`;

describe.skipIf(!isHere)(title, () => {
  it.each(actions)("has the route of $name: $route", (action) => {
    expect(operationOf(action)).toBeDefined();
  });

  it.each(actions)("asks for the scope of $name: $scope", (action) => {
    const [, scope] = /requires the scope '([^']+)'/.exec(operationOf(action).description) ?? [];

    expect(scope ?? action.scope).toBe(action.scope);
  });

  it.each(actions)("has the parameters of $name, and requires what we require", (action) => {
    const documented = (operationOf(action).parameters ?? []).map(
      ({ name, in: place, required }) => `${place} ${name}${required ? "*" : ""}`,
    );

    const ours = [
      ...ownMembersOf(action.path).map((name) => `path ${name}`),
      ...ownMembersOf(action.query).map((name) => `query ${name}`),
    ];

    expect(ours.toSorted()).toEqual(documented.toSorted());
  });

  it.each(actions.filter(({ body }) => body !== undefined))(
    "has the body of $name, member by member",
    (action) => {
      const documented = membersOf(bodyOf(operationOf(action).requestBody)).filter((name) => name !== gone);

      expect(ownMembersOf(action.body).toSorted()).toEqual(documented.toSorted());
    },
  );

  it.each(actions)("has the answer fields that $name reads", (action) => {
    const documented = membersOf(bodyOf(operationOf(action).responses["200"])).map((name) =>
      name.replace("*", ""),
    );

    const ours = Object.keys(action.answer.shape);

    expect(documented).toEqual(expect.arrayContaining(ours));
  });
});
