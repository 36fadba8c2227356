import { describe, expect, it } from "vitest";
import { z } from "zod";
import { actions } from "../../src/gong/actions.ts";
import { isRepeatable } from "../../src/gong/request.ts";
import { overwriting, whyApproval } from "../../src/limits/irreversible.ts";
import { reaches } from "../../src/limits/reach.ts";
import { historyToolNames } from "../../src/limits/subjects.ts";
import { historyTools } from "../../src/tools/history-tools.ts";
import { noHistory } from "../tools/support.ts";

type Node = {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly additionalProperties?: unknown;
};

/** Is there such a place in a schema? */
function has(schema: z.ZodType | undefined, path: string): boolean {
  if (!schema) return false;
  const root = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" }) as Node;
  const walk = (node: Node | undefined, steps: readonly string[]): boolean => {
    if (!node) return false;
    if (node.anyOf) return node.anyOf.some((each) => walk(each, steps));
    const [step, ...rest] = steps;
    if (step === undefined) return true;
    const name = step.replace("[]", "");
    const next = node.properties?.[name];
    if (!step.endsWith("[]")) return walk(next, rest);
    const lists = next?.anyOf ?? (next ? [next] : []);
    return lists.some((list) => walk(list.items, rest));
  };
  return walk(root, path.split("."));
}

describe("the table of reaches", () => {
  it("has every action and no other", () => {
    expect(Object.keys(reaches).toSorted()).toEqual(actions.map(({ name }) => name).toSorted());
  });

  it.each(actions.map((action) => [action.name, action] as const))(
    "names places of %s that are there",
    (name, action) => {
      const { people, workspace } = reaches[name] ?? {};
      const inputs = [
        ...(typeof people === "object"
          ? [...(people.users ?? []), ...(people.guests ?? []), ...(people.fill ? [people.fill] : [])]
          : []),
        ...(typeof workspace === "object" && workspace.input ? [workspace.input] : []),
      ];
      const rows = [people, workspace].flatMap((each) =>
        typeof each === "object" && each.rows ? [each.rows] : [],
      );

      const lost = [
        ...inputs.filter((path) => {
          const [part = "", ...rest] = path.split(".");
          return !has(action[part as "path" | "query" | "body"] as z.ZodType | undefined, rest.join("."));
        }),
        ...rows.map(({ list }) => list).filter((list) => !has(action.answer, `${list}[]`)),
      ];
      expect(lost).toEqual([]);
    },
  );

  it("leaves no field of an input that names a user, an address or a workspace out of sight", () => {
    const suspicious = /user|owner|organizer|manager|email|workspace/i;
    const unseen = actions.flatMap((action) => {
      const { people, workspace } = reaches[action.name] ?? {};
      const known = JSON.stringify([people, workspace]).toLowerCase();
      return (["path", "query", "body"] as const)
        .flatMap((part) => namesIn(action[part] as z.ZodType | undefined))
        .filter((name) => suspicious.test(name) && !known.includes(name.toLowerCase()))
        .filter((name) => (/workspace/i.test(name) ? workspace !== "any" : people !== "anybody"))
        .map((name) => `${action.name} ${name}`);
    });

    // Of a browser, not of a person.
    expect(unseen.filter((each) => !each.endsWith("userAgent"))).toEqual([]);
  });
});

function namesIn(schema: z.ZodType | undefined): readonly string[] {
  if (!schema) return [];
  const walk = (node: Node): readonly string[] => [
    ...Object.entries(node.properties ?? {}).flatMap(([name, inner]) => [name, ...walk(inner)]),
    ...(node.items ? walk(node.items) : []),
    ...(node.anyOf ?? []).flatMap(walk),
  ];
  return walk(z.toJSONSchema(schema, { unrepresentable: "any", io: "input" }) as Node);
}

describe("calls that need an approval", () => {
  it("are those that take away, and the writes that overwrite or cannot be taken back", () => {
    const asking = actions.filter((action) => whyApproval(action) !== null).map(({ name }) => name);

    expect(asking.toSorted()).toEqual([
      "calls.removeAccess",
      "crm.deleteIntegration",
      "crm.uploadSchema",
      "flows.unassignByCrmId",
      "flows.unassignByInstanceId",
      "integrations.setOrigins",
      "meetings.delete",
      "meetings.update",
      "permissions.createProfile",
      "permissions.updateProfile",
      "privacy.eraseByEmail",
      "privacy.eraseByPhone",
    ]);
  });

  it("are an upload, too, when its lines delete", () => {
    const upload = actions.find(({ name }) => name === "crm.uploadEntities");

    expect(upload && whyApproval(upload, { file: { path: "a", deletes: true } } as never)).toContain(
      "for good",
    );
    expect(upload && whyApproval(upload, { file: { path: "a" } } as never)).toBeNull();
  });

  it("are never repeated by the client", () => {
    const asking = actions.filter((action) => whyApproval(action) !== null);

    expect(asking.filter((action) => isRepeatable(action, { query: {}, body: {} }))).toEqual([]);
    expect(Object.keys(overwriting).every((name) => actions.some((action) => action.name === name))).toBe(
      true,
    );
  });
});

it("knows the tools over the history", () => {
  expect(historyTools(noHistory).map(({ name }) => name)).toEqual(historyToolNames);
});
