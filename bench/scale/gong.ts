import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { weekOfDay } from "../../src/day.ts";
import { activityCounters } from "../../src/metrics.ts";
import { addWeeks, mondayOf, type Week, weeksFrom } from "../../src/week.ts";
import { idOf, type MadeWeek, madeWeek, rosterOf, timeZone } from "./made-company.ts";

/**
 * A process of its own that answers as Gong does for the made-up company: what a run reads, in pages of a hundred. It
 * says the same as the history that was made, so that a run finds nothing restated. `PEOPLE NEWEST_WEEK`; prints its
 * address.
 */
const [people, newest] = [Number(process.argv[2]), process.argv[3] ?? ""];
const perPage = 100;
const roster = rosterOf(people);

type Row = Record<string, unknown>;
type Asked = { readonly cursor?: string; readonly filter?: Readonly<Record<string, string>> };
/** A list by what is asked: how many rows, and those from one place on. */
type List = { readonly name: string; readonly size: number; readonly rowAt: (place: number) => Row };

const weeks = new Map<Week, readonly MadeWeek[]>();

function madeWeeks(week: Week): readonly MadeWeek[] {
  const known = weeks.get(week) ?? roster.map((_, index) => madeWeek(index, week, newest));
  weeks.set(week, known);
  return known;
}

const between = (from = "", to = ""): readonly Week[] =>
  weeksFrom(weekOfDay(from), addWeeks(weekOfDay(to), -1));

const users: List = {
  name: "users",
  size: people,
  rowAt: (place) => {
    const { id, name, email, managerId } = roster[place] ?? roster[0] ?? { id: "" };
    const [firstName, lastName] = (name ?? "").split(" ");
    return { id, firstName, lastName, emailAddress: email, managerId, active: true };
  },
};

function activity({ fromDate, toDate }: NonNullable<Asked["filter"]>): List {
  const asked = between(fromDate, toDate);
  return {
    name: "usersAggregateActivity",
    size: people,
    rowAt: (place) => ({
      userId: idOf(place),
      userAggregateActivity: asked.map((week) => ({
        fromDate: mondayOf(week),
        toDate: mondayOf(addWeeks(week, 1)),
        ...Object.fromEntries(
          activityCounters.map((id, at) => [id, madeWeeks(week)[place]?.counts[at] ?? 0]),
        ),
      })),
    }),
  };
}

function interaction({ fromDate }: NonNullable<Asked["filter"]>): List {
  const week = weekOfDay(fromDate ?? "");
  return {
    name: "peopleInteractionStats",
    size: people,
    rowAt: (place) => ({
      userId: idOf(place),
      personInteractionStats: madeWeeks(week)[place]?.talk ?? [],
    }),
  };
}

/** Cards or calls: so many of each person and week, told one by one. */
function each(
  name: string,
  asked: readonly Week[],
  partOf: (made: MadeWeek) => readonly number[],
  rowOf: (id: string, index: number, week: Week, number: number) => Row,
): List {
  const ends: number[] = [];
  for (const week of asked)
    for (const made of madeWeeks(week)) ends.push((ends.at(-1) ?? 0) + partOf(made).length);
  const holding = (place: number): number => {
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) > place) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    name,
    size: ends.at(-1) ?? 0,
    rowAt: (place) => {
      const at = holding(place);
      const [week, index] = [asked[Math.floor(at / people)] ?? newest, at % people];
      const own = partOf(madeWeeks(week)[index] ?? madeWeek(index, week, newest));
      const number = own[place - (ends[at - 1] ?? 0)] ?? 0;
      return rowOf(`${mondayOf(week).replaceAll("-", "")}${place}`, index, week, number);
    },
  };
}

const lists = new Map<string, List>();

function listOf(path: string, query: URLSearchParams, filter: NonNullable<Asked["filter"]>): List | null {
  const key = `${path} ${JSON.stringify(filter)} ${query.get("fromDateTime")} ${query.get("toDateTime")}`;
  const known = lists.get(key) ?? newList(path, query, filter);
  if (known) lists.set(key, known);
  return known;
}

function newList(path: string, query: URLSearchParams, filter: NonNullable<Asked["filter"]>): List | null {
  if (path === "/v2/users") return users;
  if (path === "/v2/stats/activity/aggregate-by-period") return activity(filter);
  if (path === "/v2/stats/interaction") return interaction(filter);
  if (path === "/v2/stats/activity/scorecards") {
    const asked = between(filter.reviewFromDate, filter.reviewToDate);
    return each(
      "answeredScorecards",
      asked,
      ({ cards }) => cards,
      (id, index, week, score) => ({
        answeredScorecardId: id,
        scorecardId: "1",
        reviewedUserId: idOf(index),
        reviewTime: `${mondayOf(week)}T15:00:00Z`,
        answers: [{ questionId: "1", isOverall: true, score }],
      }),
    );
  }
  if (path !== "/v2/calls") return null;
  // Asked are moments: the Monday's midnight of one week to that of another.
  const day = (name: string): string => (query.get(name) ?? "").slice(0, 10);
  return each(
    "calls",
    between(day("fromDateTime"), day("toDateTime")),
    ({ calls }) => calls,
    (id, index, week, duration) => ({
      id,
      started: `${mondayOf(week)}T09:00:00Z`,
      duration,
      primaryUserId: idOf(index),
    }),
  );
}

async function bodyOf(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? {} : (JSON.parse(text) as Asked);
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const { cursor, filter = {} } = await bodyOf(request);
  const answer = (status: number, body: object): void => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ requestId: "made-up", ...body }));
  };
  if (pathname === "/v2/settings/scorecards") return answer(200, { scorecards: [] });
  const list = listOf(pathname, searchParams, filter);
  // Everything else, such as what is asked beside the numbers, this key may not see.
  if (list === null) return answer(403, { errors: ["insufficient scope"] });
  const start = Number(searchParams.get("cursor") ?? cursor ?? 0);
  const end = Math.min(list.size, start + perPage);
  const rows = Array.from({ length: end - start }, (_, place) => list.rowAt(start + place));
  const records = {
    totalRecords: list.size,
    currentPageSize: rows.length,
    currentPageNumber: start / perPage,
    ...(end < list.size ? { cursor: String(end) } : {}),
  };
  answer(200, { records, timeZone, [list.name]: rows });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
