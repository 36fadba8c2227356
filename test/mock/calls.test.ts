import { isSafeNumber, parse } from "lossless-json";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MockGong } from "../../src/mock/server.ts";
import { ask, newestWeek, pagesOf, start } from "./client.ts";

const week = "fromDateTime=2026-11-09T00:00:00-05:00&toDateTime=2026-11-16T00:00:00-05:00";
type Call = {
  readonly id: string;
  readonly primaryUserId: string;
  readonly duration: number;
  readonly started: string;
};
let gong: MockGong;

beforeAll(async () => {
  gong = await start();
});
afterAll(() => gong.close());

describe("calls", () => {
  it("are as many and as long as is true", async () => {
    const pages = await pagesOf(gong, `/v2/calls?${week}`);
    const calls = pages.flatMap((page) => page.json.calls as Call[]);

    for (const person of [...gong.company.people, gong.company.avatar]) {
      const { values } = gong.company.truth("2026-W46", person.id);
      const own = calls.filter((call) => call.primaryUserId === person.id);
      const seconds = own.reduce((sum, call) => sum + call.duration, 0);
      expect(own.length).toBe(values.callsAsHost ?? 0);
      expect(seconds / 3600).toBe(values.callHours ?? 0);
      if (own.length > 0) expect(seconds / own.length).toBe(values.meanCallLength);
    }
    expect(new Set(calls.map((call) => call.id)).size).toBe(calls.length);
    expect(calls.length).toBe(pages[0]?.json.records.totalRecords);
  });

  it("start at a time with the company's offset and up to six fraction digits, and have an address", async () => {
    const { calls } = (await ask(gong, `/v2/calls?${week}`)).json;

    for (const call of calls) {
      expect(call.started).toMatch(/^2026-11-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?-05:00$/);
      expect(Date.parse(call.scheduled)).toBeLessThanOrEqual(Date.parse(call.started));
      expect(Date.parse(call.started) - Date.parse(call.scheduled)).toBeLessThan(300_000);
      expect(call.url).toBe(`https://app.gong.io/call?id=${call.id}`);
    }
  });

  it.each`
    query                                                                  | status
    ${""}                                                                  | ${400}
    ${"fromDateTime=2026-11-09&toDateTime=2026-11-16"}                     | ${400}
    ${"fromDateTime=2010-01-04T00:00:00Z&toDateTime=2010-01-11T00:00:00Z"} | ${404}
    ${"fromDateTime=2026-11-16T12:00:00Z&toDateTime=2026-12-16T00:00:00Z"} | ${404}
    ${`${week}&workspaceId=1`}                                             | ${404}
  `("asked with $query are $status with Gong's body", async ({ query, status }) => {
    const answer = await ask(gong, `/v2/calls?${query}`);

    expect(answer.status).toBe(status);
    expect(answer.json).toEqual({ requestId: expect.any(String), errors: expect.any(Array) });
  });

  it("are found by id, with statistics that average to the host's", async () => {
    const host = gong.company.people.find((person) => person.kind === "ae");
    const { calls } = (
      await ask(gong, "/v2/calls/extensive", {
        filter: {
          fromDateTime: "2026-11-09T00:00:00-05:00",
          toDateTime: "2026-11-16T00:00:00-05:00",
          primaryUserIds: [host?.id],
        },
        contentSelector: { exposedFields: { parties: true, interaction: { personInteractionStats: true } } },
      })
    ).json;

    const again = await ask(gong, "/v2/calls/extensive", { filter: { callIds: [calls[0].metaData.id] } });
    const ratios = calls.map(
      (call: { interaction: { interactionStats: { value: number }[] } }) =>
        call.interaction.interactionStats[0]?.value,
    );
    const mean = ratios.reduce((sum: number, value: number) => sum + value, 0) / ratios.length;

    expect(again.json.calls).toEqual([{ metaData: calls[0].metaData }]);
    expect(mean).toBeCloseTo(gong.company.truth("2026-W46", host?.id ?? "").values.talkRatio ?? 0, 3);
  });
});

describe("scorecards", () => {
  const dates = { reviewFromDate: newestWeek.fromDate, reviewToDate: newestWeek.toDate };
  const answered = async (filter: object): Promise<readonly Card[]> => {
    const pages = await pagesOf(gong, "/v2/stats/activity/scorecards", { filter });
    return pages.flatMap(
      (page) => (lossless(page.text) as { answeredScorecards: Card[] }).answeredScorecards,
    );
  };
  type Card = {
    readonly scorecardId: string;
    readonly reviewedUserId: string;
    readonly reviewMethod: string;
    readonly answers: readonly { isOverall: boolean; score: number | null; questionId: string }[];
  };

  it("have ids that are bare numbers beyond 2^53, while their settings have text", async () => {
    const cards = await ask(gong, "/v2/stats/activity/scorecards", {
      filter: { ...dates, reviewMethod: "BOTH" },
    });
    const settings = await ask(gong, "/v2/settings/scorecards");

    expect(cards.text).toMatch(/"answeredScorecardId":\d{19},"scorecardId":\d{19},/);
    expect(settings.json.scorecards[0]).toMatchObject({ scorecardId: expect.stringMatching(/^\d{19}$/) });
    expect(settings.json.scorecards[1].questions[0]).toMatchObject({
      minRange: "1",
      maxRange: "10",
      isOverall: true,
    });
  });

  it("are those filled by hand unless both are asked for", async () => {
    const methods = async (filter: object): Promise<readonly string[]> =>
      [...new Set((await answered({ ...dates, ...filter })).map((card) => card.reviewMethod))].sort();

    expect(await methods({})).toEqual(["MANUAL"]);
    expect(await methods({ reviewMethod: "BOTH" })).toEqual(["AUTOMATIC", "MANUAL"]);
  });

  it("average to what is true once each range is moved to 1 to 5", async () => {
    const cards = await answered({ ...dates, reviewMethod: "BOTH" });
    const { scorecards } = (await ask(gong, "/v2/settings/scorecards")).json;
    const most = new Map<string, number>(
      scorecards.flatMap((one: { questions: { questionId: string; maxRange: string }[] }) =>
        one.questions.map((question) => [question.questionId, Number(question.maxRange)]),
      ),
    );

    for (const person of gong.company.people) {
      const { values } = gong.company.truth("2026-W46", person.id);
      const own = cards.filter((card) => card.reviewedUserId === person.id);
      const scores = own.flatMap((card) =>
        card.answers.flatMap(({ isOverall, score, questionId }) =>
          isOverall && score !== null ? [1 + (4 * (score - 1)) / ((most.get(questionId) ?? 0) - 1)] : [],
        ),
      );
      expect(own.length).toBe(values.scorecardCount ?? 0);
      if (scores.length > 0) {
        expect(values.scorecardAverage).toBeCloseTo(
          scores.reduce((sum, score) => sum + score, 0) / scores.length,
          9,
        );
      }
    }
  });

  it("are 404 where there are none, 400 in the future", async () => {
    const none = await ask(gong, "/v2/stats/activity/scorecards", {
      filter: { ...dates, scorecardIds: ["1"] },
    });
    const future = await ask(gong, "/v2/stats/activity/scorecards", {
      filter: { reviewToDate: "2026-11-17" },
    });

    expect([none.status, none.json.errors]).toEqual([404, ["Answered scorecards not found"]]);
    expect(future.status).toBe(400);
  });
});

/** Numbers that a double cannot hold stay text. */
function lossless(text: string): unknown {
  return parse(text, undefined, {
    parseNumber: (number) => (isSafeNumber(number) ? Number(number) : number),
  });
}
