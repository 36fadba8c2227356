import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Action, InputOf, Route } from "../../src/gong/action.ts";
import { actions } from "../../src/gong/actions.ts";
import { addCallMedia, callAccess } from "../../src/gong/calls.ts";
import { uploadCrmEntities } from "../../src/gong/crm.ts";
import { eraseByEmail, eraseByPhone, findByEmail } from "../../src/gong/data-privacy.ts";
import { customAction } from "../../src/gong/engagement.ts";
import { effectOf, isRepeatable } from "../../src/gong/request.ts";
import { operationsOf } from "../../src/gong/spec.ts";
import { type Drift, driftsOf } from "../../src/gong/spec-check.ts";
import { activityByPeriod } from "../../src/gong/stats.ts";
import { gongErrorOf, gongWith } from "../support/gong-client.ts";
import { inputFor, requestFaults } from "../support/gong-contract.ts";
import { seeded } from "../support/gong-generate.ts";
import { hangUp, refusal } from "../support/gong-server.ts";
import { isSpecHere, spec, specTitle } from "../support/gong-spec.ts";
import { fileWith } from "../support/temporary-file.ts";

const withoutQuery = ({ query: _, ...action }: typeof eraseByEmail) => action;
const withoutUpload = <A extends Action>({ upload: _, ...action }: A) => action;

const otherMethod = ({ route }: Action): Route =>
  (route.startsWith("POST ") ? route.replace("POST", "GET") : route.replace(/^\w+/, "POST")) as Route;

const textOf = ({ route, place, fault }: Drift): string => `${route} ${place} ${fault}`;
const before = new Set(driftsOf(spec, actions).map(textOf));

/** Where a copy of an action with a mistake in it shows that. */
const placesOf = (action: Action): string[] =>
  driftsOf(spec, [action])
    .filter((drift) => drift.route === action.route && !before.has(textOf(drift)))
    .map(({ place }) => place);

describe.skipIf(!isSpecHere)(specTitle("a mistake that other clients of Gong have made"), () => {
  const asBody = { ...withoutQuery(eraseByEmail), body: eraseByEmail.query };
  const asJson = {
    ...withoutUpload(addCallMedia),
    body: z.strictObject({ mediaFile: z.string() }),
  };
  const uploadAsJson = {
    ...withoutUpload(uploadCrmEntities),
    body: z.strictObject({ dataFile: z.string() }),
  };
  it.each([
    ["an erasure's query in the body", asBody, ["query.emailAddress", "body"]],
    ["a recording as JSON", asJson, ["body"]],
    ["CRM records as JSON", uploadAsJson, ["body"]],
    ["a GET for a POST", { ...callAccess, route: "GET /v2/calls/users-access" as const }, ["operation"]],
    [
      "a POST for a GET",
      { ...findByEmail, route: "POST /v2/data-privacy/data-for-email-address" as const },
      ["operation"],
    ],
    ["an erasure that is repeated blindly", { ...eraseByPhone, retry: "safe" as const }, ["retry"]],
    [
      "a refusal that is read as no activity",
      {
        ...activityByPeriod,
        answer: z.looseObject({ usersAggregateActivity: z.array(z.any()).default([]) }),
      },
      ["answer"],
    ],
  ])("shows: %s", (_, action, places) => {
    expect(placesOf(action as Action)).toEqual(expect.arrayContaining(places));
  });

  it.each([asBody, asJson, uploadAsJson, { ...callAccess, route: "GET /v2/calls/users-access" as const }])(
    "shows in the requests of $name, too",
    async (action) => {
      const input = inputFor(action as Action, seeded(1));

      expect(await requestFaults(spec, action as Action, input)).not.toEqual([]);
    },
  );
});

const documented = isSpecHere ? actions.filter(({ route }) => operationsOf(spec).has(route)) : actions;

describe.skipIf(!isSpecHere)(specTitle("every slip in every action"), () => {
  const parts = documented.flatMap((action) =>
    (["path", "query", "body"] as const).flatMap((part) => {
      const schema = action[part];
      const names = schema?.type === "object" ? Object.keys(schema.shape) : [];
      return names.map((name) => ({
        action,
        part,
        schema: schema as z.ZodObject,
        name,
        of: action.name,
        place: `${part}.${name}`,
      }));
    }),
  );

  it.each(documented)("shows when $name has another method", (action) => {
    expect(placesOf({ ...action, route: otherMethod(action) })).not.toEqual([]);
  });

  it.each(parts)("shows when $of forgets $place", ({ action, part, schema, name }) => {
    const { [name]: _, ...rest } = schema.shape;

    expect(placesOf({ ...action, [part]: z.strictObject(rest) })).not.toEqual([]);
  });

  it.each(parts)("shows when $of spells $place otherwise", ({ action, part, schema, name }) => {
    const { [name]: member, ...rest } = schema.shape;

    expect(placesOf({ ...action, [part]: z.strictObject({ ...rest, [`${name}s`]: member }) })).not.toEqual(
      [],
    );
  });

  // The document has these in its prose alone, where nobody can compare what is required.
  const inProse = ({ action }: { action: Action }) => action.name === "crm.uploadEntities";
  it.each(parts.filter((part) => !inProse(part)))(
    "shows when $of requires $place otherwise",
    ({ action, part, schema, name }) => {
      const member = schema.shape[name] as z.ZodType;
      const other = member.safeParse(undefined).success ? z.string() : member.optional();

      expect(placesOf({ ...action, [part]: z.strictObject({ ...schema.shape, [name]: other }) })).not.toEqual(
        [],
      );
    },
  );

  // Of permission profiles the document names no scope.
  const hasScope = ({ route }: Action) => /api:/.test(operationsOf(spec).get(route)?.description ?? "");
  it.each(documented.filter(hasScope))("shows when $name asks for another scope", (action) => {
    expect(placesOf({ ...action, scope: "api:everything" })).toEqual(["scope"]);
  });

  it.each(documented.filter(({ effect }) => effect !== "read"))(
    "shows when $name is called a read",
    (action) => {
      expect(placesOf({ ...action, effect: "read", retry: "safe" })).not.toEqual([]);
    },
  );
});

/** An input that can be sent: its file is there. */
function sendable(action: Action): InputOf<Action> {
  const input = inputFor(action, seeded(7));
  if (!action.upload) return input;
  return { ...input, file: { path: fileWith('{"objectId":"1"}') } } as InputOf<Action>;
}

describe("every action", () => {
  it.each(actions)(
    "$name fails when the scope is missing, and never has an empty answer for it",
    async (action) => {
      const denied = refusal(401, `You don't have permission to use '${action.scope}' in your app.`);
      const { gong, server } = await gongWith([denied]);

      const error = await gongErrorOf(gong.call(action, sendable(action)));

      expect(error).toMatchObject({ kind: "scope", status: 401 });
      expect(server.seen).toHaveLength(1);
    },
  );

  it.each(actions.filter(({ retry }) => retry === "never"))("$name is not sent twice", async (action) => {
    const { gong, server } = await gongWith([hangUp, hangUp]);

    const error = await gongErrorOf(gong.call(action, sendable(action)));

    const reason = action.cost ? "each call is paid for" : "this changes data";
    expect(error.message).toContain(`not tried again, since ${reason}`);
    expect(server.seen).toHaveLength(1);
  });

  it("with a key that the input may leave out is not sent twice without it, and says so", async () => {
    const { gong, server } = await gongWith([hangUp, hangUp]);
    const body = { reportingSystem: "web", eventTimestamp: "2026-11-16T09:00:00Z" };

    const error = await gongErrorOf(gong.call(customAction, { body }));

    expect(error.message).toContain("With body.eventId in the input it would have been tried again");
    expect(server.seen).toHaveLength(1);
  });

  it("that takes away is never repeated, whatever it says of itself", () => {
    for (const action of actions.filter(({ effect }) => effect === "destructive")) {
      for (const retry of ["safe", "key"] as const) {
        expect(
          isRepeatable({ ...action, retry, key: "query.emailAddress" }, { query: { emailAddress: "a@b" } }),
        ).toBe(false);
      }
    }
  });

  it("that uploads deletions takes away", () => {
    expect(effectOf(uploadCrmEntities, {})).toBe("write");
    expect(effectOf(uploadCrmEntities, { file: { path: "x" } })).toBe("write");
    expect(effectOf(uploadCrmEntities, { file: { path: "x", deletes: true } })).toBe("destructive");
  });

  it.each(actions.filter(({ retry }) => retry === "key"))(
    "$name is sent again with its key",
    async (action) => {
      const { gong, server } = await gongWith([hangUp, refusal(400, "No")]);

      await gongErrorOf(gong.call(action, withKey(action, sendable(action))));

      expect(server.seen).toHaveLength(2);
    },
  );
});

function withKey({ key }: Action, input: InputOf<Action>): InputOf<Action> {
  const [part = "", member = ""] = key?.split(".") ?? [];
  const members = (input as Record<string, Record<string, unknown>>)[part] ?? {};
  return { ...(input as object), [part]: { ...members, [member]: "key-1" } } as InputOf<Action>;
}
