import { DateTime } from "luxon";
import type { Action, AnswerOf, InputOf, ListAction } from "../../src/gong/action.ts";
import { answerOf } from "../../src/gong/answer.ts";
import type { Gong } from "../../src/gong/client.ts";
import { counters } from "../../src/gong/counters.ts";
import { GongError } from "../../src/gong/error.ts";
import { type PageMemory, rememberedPages } from "../../src/gong/page-memory.ts";
import { mondayOfNumber, type WeekNumber, weekOfDate } from "./calendar.ts";
import type { Chance } from "./chance.ts";
import { type Company, liveCounters, talkRatioOf } from "./company.ts";
import type { Process } from "./process.ts";

/** How Gong is at the moment: `lying` gives pages that contradict each other. */
export type GongWeather = "fine" | "flaky" | "down" | "refusing" | "lying" | "exhausted" | "no statistics";

export type GongWorld = {
  readonly company: Company;
  readonly chance: Chance;
  readonly weather: () => GongWeather;
  /** The true time, in milliseconds. */
  readonly nowMs: () => number;
  /** An answer takes its time. */
  readonly passTime: (ms: number) => void;
  /** Called for every fault that the program is told of. */
  readonly noteFault: () => void;
};

type Body = Record<string, unknown>;
type Pass = { readonly rows: readonly Body[]; readonly more: Body };

/** Few, so that a company of five has two pages. */
export const rowsOfPage = 4;

const headers = new Headers();

/** Every counter at zero. */
const noneOf = Object.fromEntries(counters.map((name) => [name, 0]));

/**
 * Gong as its client shows it, over a made-up company. Pages are checked against each other by the client's own code,
 * and every answer against its action.
 */
export function simulatedGong(world: GongWorld, process: Process): Gong {
  let requests = 0;
  const turn = async (action: Action): Promise<void> => {
    requests += 1;
    await process.pause(`gong.${action.name}`);
    if (process.signal.aborted) throw process.signal.reason;
    world.passTime(world.chance.whole(50, 900));
    const error = faultOf(world, action);
    if (error === null) return;
    world.noteFault();
    throw error;
  };
  return {
    async call<A extends Action>(action: A, input: InputOf<A>): Promise<AnswerOf<A>> {
      await turn(action);
      return action.answer.parse({ requestId: "r", ...single(action, input) }) as AnswerOf<A>;
    },
    async *pages<A extends ListAction>(action: A, input: InputOf<A>, memory?: PageMemory) {
      let pass: Pass | undefined;
      const isLying = world.weather() === "lying" && world.chance.is(0.4);
      const lie = world.chance.oneOf(["short", "twice", "circle", "total"] as const);
      yield* rememberedPages<A>(action, {
        memory,
        read: ({ text }) => answerOf(action, { status: 200, headers, text }, (words) => words),
        ask: async (cursor) => {
          await turn(action);
          // All pages of a pass are of one moment, as behind a real cursor.
          pass ??= passOf(world, action, input);
          const from = Number(cursor ?? 0);
          const rows = pass.rows.slice(from, from + rowsOfPage);
          const next = from + rowsOfPage < pass.rows.length ? String(from + rowsOfPage) : undefined;
          const page = { rows: [...rows], total: pass.rows.length, next };
          if (isLying) twist(page, lie, from);
          if (isLying) world.noteFault();
          const text = JSON.stringify({
            requestId: "r",
            records: { totalRecords: page.total, ...(page.next === undefined ? {} : { cursor: page.next }) },
            [action.rows]: page.rows,
            ...pass.more,
          });
          return { status: 200, headers, text };
        },
      });
    },
    get requests() {
      return requests;
    },
  };
}

function faultOf({ weather, chance }: GongWorld, { name, scope, route }: Action): GongError | null {
  switch (weather()) {
    case "down":
      return new GongError("unavailable", "no answer", { route });
    case "flaky":
      return chance.is(0.12) ? new GongError("unavailable", "503", { route, status: 503 }) : null;
    case "refusing":
      return new GongError("credentials", "the key is not known", { route, status: 401 });
    case "exhausted":
      return chance.is(0.2) ? new GongError("rate-limit", "429", { route, status: 429 }) : null;
    case "no statistics":
      return name === "stats.interaction"
        ? new GongError("scope", `the key lacks ${scope}`, { route })
        : null;
    default:
      return null;
  }
}

function twist(
  page: { rows: Body[]; total: number; next: string | undefined },
  lie: "short" | "twice" | "circle" | "total",
  from: number,
): void {
  if (lie === "short") page.rows.pop();
  if (lie === "twice") page.rows.push(...page.rows.slice(0, 1));
  if (lie === "circle" && from > 0) page.next = String(from);
  if (lie === "total" && from > 0) page.total += 1;
}

/** Nobody's settings ever changed, and there is no scorecard. */
function single({ name }: Action, _input: unknown): Body {
  if (name === "users.settingsHistory") return { userSettingsHistory: [] };
  if (name === "settings.scorecards") return { scorecards: [] };
  throw new GongError("scope", `the key may not use ${name}`);
}

type Filter = { readonly fromDate: string; readonly toDate: string };

function passOf(world: GongWorld, action: Action, input: unknown): Pass {
  const { body, query } = input as { body?: { filter: Filter }; query?: Body };
  switch (action.name) {
    case "users.list":
      return { rows: roster(world), more: {} };
    case "stats.activityTotals":
      return { rows: totals(world, checked(world, action, body?.filter)), more: zoneOf(world) };
    case "stats.activityByPeriod":
      return { rows: byWeek(world, checked(world, action, body?.filter)), more: {} };
    case "stats.interaction": {
      const filter = checked(world, action, body?.filter);
      return { rows: talk(world, filter), more: { ...zoneOf(world), fromDateTime: filter.fromDate } };
    }
    case "stats.answeredScorecards":
      return { rows: [], more: {} };
    case "calls.list":
      return { rows: calls(world, String(query?.fromDateTime), String(query?.toDateTime)), more: {} };
    default:
      throw new GongError("scope", `the key lacks ${action.scope}`, { route: action.route });
  }
}

/** Gong takes no day that has not come. */
function checked(world: GongWorld, { route }: Action, filter: Filter | undefined): Filter {
  const { nowMs, company } = world;
  const today = DateTime.fromMillis(nowMs(), { zone: company.zoneAt(nowMs()) }).toFormat("yyyy-MM-dd");
  if (filter && filter.toDate <= today) return filter;
  world.noteFault();
  throw new GongError("request", `toDate is after ${today}`, { route, status: 400 });
}

const zoneOf = ({ company, nowMs }: GongWorld): Body => ({ timeZone: company.zoneAt(nowMs()) });

function roster({ company, nowMs }: GongWorld): Body[] {
  const today = weekOfDate(new Date(nowMs()).toISOString().slice(0, 10));
  return company.employees
    .filter(({ joins }) => joins <= today)
    .map(({ id, name, email, managerId, joins, leaves }) => ({
      id,
      firstName: name,
      lastName: "",
      emailAddress: email,
      managerId,
      created: joins === 0 ? "2015-01-01T00:00:00Z" : `${mondayOfNumber(joins)}T00:00:00Z`,
      active: today < leaves,
    }));
}

const weeksIn = ({ fromDate, toDate }: Filter): WeekNumber[] => {
  const from = weekOfDate(fromDate);
  return Array.from({ length: weekOfDate(toDate) - from }, (_, place) => from + place);
};

function totals(world: GongWorld, filter: Filter): Body[] {
  return listed(world, filter).map(({ id }) => ({
    userId: id,
    userAggregateActivityStats: noneOf,
  }));
}

/** Whom Gong lists for a span: those who did anything in it. */
function listed({ company, nowMs }: GongWorld, filter: Filter) {
  const weeks = weeksIn(filter);
  return company.employees.filter((each) =>
    weeks.some((week) =>
      liveCounters.some((name) => company.counter(each, week, name, company.versionAt(week, nowMs())) > 0),
    ),
  );
}

function byWeek(world: GongWorld, filter: Filter): Body[] {
  const { company, nowMs } = world;
  return listed(world, filter).map((employee) => ({
    userId: employee.id,
    userAggregateActivity: weeksIn(filter).map((week) => {
      const version = company.versionAt(week, nowMs());
      const live = liveCounters.map((name) => [name, company.counter(employee, week, name, version)]);
      return {
        ...noneOf,
        ...Object.fromEntries(live),
        fromDate: mondayOfNumber(week),
        toDate: mondayOfNumber(week + 1),
      };
    }),
  }));
}

function talk(world: GongWorld, filter: Filter): Body[] {
  const [week = 0] = weeksIn(filter);
  return listed(world, filter).map(({ id }) => ({
    userId: id,
    personInteractionStats: [{ name: "Talk Ratio", value: talkRatioOf(id, week) }],
  }));
}

function calls({ company, nowMs }: GongWorld, from: string, to: string): Body[] {
  const [first, end] = [Date.parse(from), Date.parse(to)];
  const weeks = weeksIn({
    fromDate: new Date(first - 2 * 86_400_000).toISOString().slice(0, 10),
    toDate: new Date(end + 8 * 86_400_000).toISOString().slice(0, 10),
  });
  return company.employees
    .flatMap((each) => weeks.flatMap((week) => company.calls(each, week)))
    .filter(({ startMs }) => startMs >= first && startMs < Math.min(end, nowMs()))
    .map(({ id, person, startMs, seconds }) => ({
      id,
      started: new Date(startMs).toISOString(),
      duration: seconds,
      primaryUserId: person,
    }));
}
