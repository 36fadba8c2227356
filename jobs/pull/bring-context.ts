import type {
  ContextCall,
  CountedCalls,
  MeasuredCalls,
  PersonContext,
  WantedContext,
} from "../../src/context.ts";
import type { Found } from "../../src/finding.ts";
import { saveContext } from "../../src/history/context.ts";
import { readFact } from "../../src/history/ledger.ts";
import { callsBehind } from "../../src/insight/context-calls.ts";
import { wantedContext } from "../../src/insight/context-wanted.ts";
import type { Reach } from "../../src/mail/scope.ts";
import type { MetricId } from "../../src/metrics.ts";
import {
  type DayCalls,
  type HostedCall,
  type Place,
  readCallLink,
  readCallsByIds,
  readCountedCalls,
  readHostedCalls,
  readSettings,
} from "../../src/pull/context.ts";
import type { Week } from "../../src/week.ts";
import type { Session } from "../session/session.ts";
import { inTurns } from "../weekly/in-turns.ts";
import type { JudgedWeek } from "../weekly/judged-week.ts";
import { type Asking, startAsking } from "./asking.ts";

/** Calls that a number keeps links to. */
const [shownMeasured, pageSize] = [3, 100];

/** Requests for the calls of everybody; each person's settings are one more. */
const requestsForCalls = 3;

/**
 * Asks Gong, for whom the week's findings name and for nobody else, what it tells beside the numbers: the calls behind
 * them and the settings that were switched. At most `pull.contextRequests` requests; what Gong refuses or has no time
 * for is left out and said, and never holds a week.
 */
export async function bringContext(
  session: Session,
  judged: JudgedWeek,
  reaches: readonly Reach[],
): Promise<void> {
  const { pull, gong } = session.settings.config;
  if (!pull.context) return;
  const { week, judgement, panel } = judged;
  const readers: (readonly Found[])[] = [];
  for (const reach of reaches) readers.push(await inTurns(judged.foundSteps(reach), session.signal));
  const mostPeople = Math.max(1, pull.contextRequests - requestsForCalls);
  const wanted = wantedContext(readers, judgement, panel, mostPeople);
  if (wanted.length === 0) return;

  const database = await session.history();
  const place = { timeZone: readFact(database, "timeZone") ?? "UTC", baseUrl: gong.baseUrl };
  const asking = await startAsking(session, pull.contextRequests);
  const counted = await countedCalls(asking, wanted, week);
  const hosted = await hostedCalls(asking, wanted, week, place);
  const links = await linksTo(asking, idsToShow(counted, wanted), place);
  const people = new Map<string, PersonContext>();
  for (const person of new Set(wanted.map((each) => each.person))) {
    const own = wanted.filter((each) => each.person === person);
    const context = {
      settings: await asking.ask("settings", (client) => readSettings(client, person, week, place)),
      counted: countedOf(own, counted, links),
      measured: measuredOf(own, hosted),
    };
    if (hasAnything(context)) people.set(person, context);
  }
  saveContext(database, week, people, session.now().toUTC().toISO() ?? "");
  asking.end(people.size, week);
}

const hasAnything = ({ settings, counted, measured }: PersonContext): boolean =>
  settings !== null || Object.keys(counted).length > 0 || Object.keys(measured).length > 0;

const counterOf = ({ metric }: WantedContext): MetricId | null => {
  const behind = callsBehind(metric);
  return behind === "hosted" ? null : behind.counter;
};

const peopleOf = (wanted: readonly WantedContext[]): readonly string[] => [
  ...new Set(wanted.map(({ person }) => person)),
];

async function countedCalls(
  asking: Asking,
  wanted: readonly WantedContext[],
  week: Week,
): Promise<DayCalls | null> {
  const people = peopleOf(wanted.filter((each) => each.hasCalls && counterOf(each) !== null));
  if (people.length === 0) return null;
  return asking.ask("the calls behind a counter", (gong) => readCountedCalls(gong, people, week));
}

async function hostedCalls(
  asking: Asking,
  wanted: readonly WantedContext[],
  week: Week,
  place: Place,
): Promise<readonly HostedCall[] | null> {
  const people = peopleOf(wanted.filter((each) => each.hasCalls && counterOf(each) === null));
  if (people.length === 0) return null;
  return asking.ask("details of calls", (gong) => readHostedCalls(gong, people, week, place, asking.left()));
}

/** First and last of the calls behind a counter. */
function endsOf(calls: ReadonlyMap<string, string> | undefined): readonly (readonly [string, string])[] {
  const all = [...(calls ?? [])];
  return all.length < 2 ? all : [all[0], all.at(-1)].flatMap((end) => (end ? [end] : []));
}

function idsToShow(counted: DayCalls | null, wanted: readonly WantedContext[]): readonly string[] {
  const ids = wanted.flatMap((each) => {
    const calls = counted?.get(each.person)?.get(counterOf(each) ?? "");
    return endsOf(calls).map(([id]) => id);
  });
  return [...new Set(ids)].slice(0, pageSize);
}

/** One request for all where the key may see details of calls, else one for each as far as there are requests. */
async function linksTo(
  asking: Asking,
  ids: readonly string[],
  place: Place,
): Promise<ReadonlyMap<string, string | null>> {
  if (ids.length === 0) return new Map();
  const all = await asking.ask("details of calls", (gong) => readCallsByIds(gong, ids, place));
  if (all !== null) return all;
  const links = new Map<string, string | null>();
  // Settings of the people come first: they say more than a link.
  const most = Math.floor(asking.left() / 2);
  for (const id of ids.slice(0, most)) {
    links.set(id, await asking.ask("single calls", (gong) => readCallLink(gong, id, place)));
  }
  return links;
}

function countedOf(
  own: readonly WantedContext[],
  counted: DayCalls | null,
  links: ReadonlyMap<string, string | null>,
): Record<MetricId, CountedCalls> {
  const found: Record<MetricId, CountedCalls> = {};
  for (const each of own) {
    const counter = counterOf(each);
    const calls = counter === null ? undefined : counted?.get(each.person)?.get(counter);
    if (counter === null || !calls) continue;
    const shown = endsOf(calls).map(([id, day]): ContextCall => ({ id, url: links.get(id) ?? null, day }));
    found[counter] = { calls: calls.size, shown };
  }
  return found;
}

function measuredOf(
  own: readonly WantedContext[],
  hosted: readonly HostedCall[] | null,
): Record<MetricId, MeasuredCalls> {
  const found: Record<MetricId, MeasuredCalls> = {};
  for (const { person, metric, direction } of own) {
    const calls = (hosted ?? []).flatMap((call) => {
      const value = isLength(metric) ? call.seconds : (call.stats.get(metric) ?? null);
      return call.person !== person || value === null
        ? []
        : [{ id: call.id, url: call.url, day: call.day, value }];
    });
    if (callsBehind(metric) !== "hosted" || calls.length === 0) continue;
    const sign = direction === "up" ? -1 : 1;
    const ordered = calls.toSorted((a, b) => sign * (a.value - b.value));
    found[metric] = { values: ordered.map(({ value }) => value), shown: ordered.slice(0, shownMeasured) };
  }
  return found;
}

/** Both metrics of a call's length are made of its seconds. */
const isLength = (metric: MetricId): boolean => metric === "callHours" || metric === "meanCallLength";
