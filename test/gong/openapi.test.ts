import { describe, expect, it } from "vitest";
import { actions } from "../../src/gong/actions.ts";
import { operationsOf } from "../../src/gong/spec.ts";
import { driftsOf, noAction } from "../../src/gong/spec-check.ts";
import { specExceptions } from "../../src/gong/spec-exceptions.ts";
import { isSpecHere, spec, specTitle } from "../support/gong-spec.ts";

/** Operations of the document that have no action yet. Whoever adds one takes its line out. */
const notYetThere: readonly string[] = [
  "GET /v2/all-permission-profiles",
  "GET /v2/call-outcomes",
  "GET /v2/coaching",
  "GET /v2/entities/ask-entity",
  "GET /v2/entities/get-brief",
  "GET /v2/flows",
  "GET /v2/flows/folders",
  "GET /v2/flows/prospects/bulk-assignments/{id}",
  "GET /v2/library/folder-content",
  "GET /v2/library/folders",
  "GET /v2/logs",
  "GET /v2/permission-profile",
  "GET /v2/permission-profile/users",
  "GET /v2/settings/briefs",
  "GET /v2/settings/trackers",
  "GET /v2/users/{id}",
  "PATCH /v2/tasks/{taskId}",
  "POST /v2/flows/prospects",
  "POST /v2/flows/prospects/assign",
  "POST /v2/flows/prospects/assign/cool-off-override",
  "POST /v2/flows/prospects/bulk-assignments",
  "POST /v2/flows/prospects/unassign-flows-by-crm-id",
  "POST /v2/flows/prospects/unassign-flows-by-instance-id",
  "POST /v2/flows/steps",
  "POST /v2/permission-profile",
  "POST /v2/tasks",
  "POST /v2/users/extensive",
  "PUT /v2/permission-profile",
];

describe.skipIf(!isSpecHere)(specTitle("the actions and Gong's document"), () => {
  const drifts = driftsOf(spec, actions);

  it("differ in nothing but the exceptions, each of which has its reason", () => {
    expect(drifts.filter(({ fault }) => fault !== noAction)).toEqual([]);
  });

  it("leave out the operations that are not yet there, and no other", () => {
    const missing = drifts.filter(({ fault }) => fault === noAction).map(({ route }) => route);

    expect(missing.toSorted()).toEqual(notYetThere.toSorted());
  });
});

describe("an exception", () => {
  it.each(specExceptions)("is for an action that exists: $route", ({ route, reason }) => {
    expect(actions.map((action) => action.route as string)).toContain(route);
    expect(reason).toMatch(/.{30}/);
  });

  it.skipIf(!isSpecHere)("that nothing needs any more is a drift itself", () => {
    const route = "GET /v2/users";
    const needless = { route, places: ["query.cursor"], fault: "gone", reason: "there was one once" };

    expect(operationsOf(spec).has(route)).toBe(true);
    expect(driftsOf(spec, actions, [...specExceptions, needless])).toContainEqual({
      route,
      place: "query.cursor",
      fault: "the exception for it is needed no more",
    });
  });
});
