import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { type AnswerOf, defineAction, type InputOf, type RowOf } from "../../src/gong/action.ts";
import { actions } from "../../src/gong/actions.ts";
import type { listCalls } from "../../src/gong/calls.ts";
import { counters } from "../../src/gong/counters.ts";
import { scorecardSettings } from "../../src/gong/settings.ts";
import { membersOf, type SpecSchema } from "../../src/gong/spec.ts";
import { activityByPeriod, answeredScorecards } from "../../src/gong/stats.ts";
import { listUsers, type userSettingsHistory } from "../../src/gong/users.ts";
import { activityCounters } from "../../src/metrics.ts";
import { periodPage } from "../support/gong-payloads.ts";

describe("the actions", () => {
  it("have names, routes and slugs of their own", () => {
    expect(new Set(actions.map(({ route }) => route)).size).toBe(actions.length);
    expect(new Set(actions.map(({ name }) => name)).size).toBe(actions.length);

    const slugs = actions.flatMap(({ slug, aliases = [] }) => [...(slug ? [slug] : []), ...aliases]);
    expect(new Set(slugs).size).toBe(slugs.length);
  });

  it.each(actions)("$name says what it is in one line, without a full stop", ({ name, summary }) => {
    expect(name).toMatch(/^[a-z]+\.[a-zA-Z]{2,50}$/);
    expect(summary).toMatch(/^[A-Z].{20,88}[^.]$/);
  });

  it.each(actions)("$name refuses an input that it does not know, which Gong would ignore", (action) => {
    for (const part of [action.path, action.query, action.body]) {
      if (!part) continue;
      const misspelt = part.type === "array" ? [{ misspelt: 1 }] : { misspelt: 1 };
      const codes = part.safeParse(misspelt).error?.issues.map(({ code }) => code);
      expect(codes).toContain(
        action.name === "crm.entities" && part.type === "array" ? "invalid_type" : "unrecognized_keys",
      );
    }
  });

  it.each(actions)(
    "$name has ids that a caller may give and get as text",
    ({ path, query, body, answer }) => {
      for (const schema of [path, query, body, answer]) {
        if (!schema) continue;
        const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" });
        for (const [place, { types = ["string"] }] of membersOf({ paths: {} }, json as SpecSchema, "input")) {
          if (/(\.id|Id|Ids\[\])$/.test(place) && !place.endsWith("mediaChannelId"))
            expect({ place, types }).toEqual({ place, types: expect.arrayContaining(["string"]) });
        }
      }
    },
  );

  it("count what the metrics count", () => {
    expect(counters.toSorted()).toEqual(activityCounters.toSorted());
  });
});

describe("the types of an action", () => {
  it("ask for what its schemas require, and take an id as text or number", () => {
    expectTypeOf<{ query: { fromDateTime: string; toDateTime: string } }>().toExtend<
      InputOf<typeof listCalls>
    >();
    expectTypeOf<{ query: { fromDateTime: string } }>().not.toExtend<InputOf<typeof listCalls>>();
    expectTypeOf<{ path: { id: number } }>().toExtend<InputOf<typeof userSettingsHistory>>();
    expectTypeOf<Record<never, never>>().not.toExtend<InputOf<typeof userSettingsHistory>>();
    expectTypeOf<Record<never, never>>().toExtend<InputOf<typeof listUsers>>();
    expectTypeOf<{ body: object }>().not.toExtend<InputOf<typeof listUsers>>();
  });

  it("give what its answer schema makes", () => {
    expectTypeOf<RowOf<typeof listUsers>["id"]>().toEqualTypeOf<string>();
    expectTypeOf<RowOf<typeof listCalls>["duration"]>().toEqualTypeOf<number | null | undefined>();
    expectTypeOf<AnswerOf<typeof activityByPeriod>["usersAggregateActivity"]>().items.toHaveProperty(
      "userAggregateActivity",
    );
    expectTypeOf<
      RowOf<typeof activityByPeriod>["userAggregateActivity"][number]["callsAsHost"]
    >().toEqualTypeOf<number>();
  });

  it("hold rows and their key to the answer", () => {
    const parts = {
      name: "x.list",
      slug: "X",
      summary: "",
      route: "GET /v2/x",
      scope: "",
      effect: "read",
      retry: "safe",
      answer: z.looseObject({ xs: z.array(z.object({ id: z.string() })) }),
      rows: "xs",
    } as const;

    // @ts-expect-error the rows have an id, no name
    defineAction({ ...parts, rowKey: (row: { name: string }) => row.name });
    defineAction({ ...parts, rowKey: (row: { id: string }) => row.id });
  });
});

describe("answer schemas", () => {
  it.each`
    counter      | because
    ${undefined} | ${"absent"}
    ${null}      | ${"null"}
    ${-1}        | ${"below zero"}
    ${0.5}       | ${"a fraction"}
    ${"7"}       | ${"text"}
    ${9e15}      | ${"more than 32 bits hold"}
  `("refuse a counter that is $because: it is not zero", ({ counter }) => {
    const result = activityByPeriod.answer.safeParse(periodPage([{ callsAsHost: counter }]));

    expect(result.error?.issues[0]?.path).toEqual([
      "usersAggregateActivity",
      0,
      "userAggregateActivity",
      0,
      "callsAsHost",
    ]);
  });

  it("let fields pass that nobody has announced", () => {
    const page = periodPage([{ callsWhispered: 4 }]);

    const answer = activityByPeriod.answer.parse(page);

    expect(answer.usersAggregateActivity[0]?.userAggregateActivity[0]).toMatchObject({ callsWhispered: 4 });
  });

  it("take the recorded scorecard settings, where ids and ranges are text", () => {
    const question = { questionId: "3695343427809288026", isOverall: true, minRange: "1", maxRange: "5" };
    const scorecard = { scorecardId: "2872937706428335733", updaterUserId: "-1", questions: [question] };

    const { scorecards } = scorecardSettings.answer.parse({ scorecards: [scorecard] });

    expect(scorecards[0]?.questions[0]).toMatchObject({ minRange: 1, maxRange: 5 });
  });

  it("take the documented answered scorecard, where ids are numbers", () => {
    const answer = { questionId: "35657219295037524478", isOverall: true, score: 4, notApplicable: false };
    const card = {
      answeredScorecardId: 563515258458745,
      scorecardId: "6843152929075440037",
      callId: "7782342274025937895",
      reviewedUserId: 234599484848423,
      reviewerUserId: null,
      reviewTime: "2018-02-17T02:30:00-08:00",
      answers: [answer, { questionId: 7, score: null }, { questionId: 8 }],
    };

    const { answeredScorecards: cards } = answeredScorecards.answer.parse({ answeredScorecards: [card] });

    expect(cards[0]).toMatchObject({
      answeredScorecardId: "563515258458745",
      reviewedUserId: "234599484848423",
    });
  });

  it.each`
    managerId            | read
    ${"563515258458745"} | ${"563515258458745"}
    ${563515258458745}   | ${"563515258458745"}
    ${"null"}            | ${null}
    ${""}                | ${null}
    ${null}              | ${null}
  `("read the manager $managerId as $read", ({ managerId, read }) => {
    const { users } = listUsers.answer.parse({ users: [{ id: "1", active: true, managerId }] });

    expect(users[0]?.managerId).toBe(read);
  });

  it("refuse an id that a number cannot hold", () => {
    const result = listUsers.answer.safeParse({ users: [{ id: 2 ** 53, active: true }] });

    expect(result.error?.issues[0]?.message).toContain("below 2^53");
  });
});
