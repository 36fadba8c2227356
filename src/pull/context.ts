import type { ContextCall, SettingChange } from "../context.ts";
import { type Day, dayAt } from "../day.ts";
import { getCall, listCallDetails } from "../gong/calls.ts";
import type { Gong } from "../gong/client.ts";
import { GongError } from "../gong/error.ts";
import { gongLink } from "../gong/link.ts";
import { activityByDay } from "../gong/stats.ts";
import { userSettingsHistory } from "../gong/users.ts";
import { activityCounters, type MetricId, metricIdOf } from "../metrics.ts";
import { addWeeks, endOfWeek, mondayOf, startOfWeek, sundayOf, type Week } from "../week.ts";

/** Where the company's days are cut, and where its Gong is. */
export type Place = { readonly timeZone: string; readonly baseUrl: string };

/** Settings that decide whether somebody's calls come to Gong at all. */
const callSettings: ReadonlySet<string> = new Set([
  "active",
  "webConferencesRecorded",
  "preventWebConferenceRecording",
  "callsImported",
  "gongConnectEnabled",
]);

/** Weeks before the judged one whose switches are kept. */
const keptWeeks = 12;

/** Which settings of somebody's calls were switched in a week and the twelve before; none for an unknown person. */
export async function readSettings(
  gong: Gong,
  person: string,
  week: Week,
  { timeZone }: Place,
): Promise<readonly SettingChange[]> {
  const { userSettingsHistory: history } = await gong
    .call(userSettingsHistory, { path: { id: person } })
    .catch(noneIfUnknown({ userSettingsHistory: [] }));
  const [first, last] = [mondayOf(addWeeks(week, -keptWeeks)), sundayOf(week)];
  const state = new Map<string, boolean>();
  const changes: SettingChange[] = [];
  for (const { setting, value, time } of history.toSorted(
    (a, b) => Date.parse(a.time) - Date.parse(b.time),
  )) {
    const day = dayAt(time, timeZone);
    const isChange = state.get(setting) !== value;
    state.set(setting, value);
    if (isChange && callSettings.has(setting) && day >= first && day <= last)
      changes.push({ setting, value, day });
  }
  return changes;
}

/** The calls behind each counter, each call once, in order of days. */
export type DayCalls = ReadonlyMap<string, ReadonlyMap<MetricId, ReadonlyMap<string, Day>>>;

/** For each of these people and counters the ids of the calls of a week; somebody without any is not in it. */
export async function readCountedCalls(gong: Gong, people: readonly string[], week: Week): Promise<DayCalls> {
  const found = new Map<string, Map<MetricId, Map<string, Day>>>();
  const filter = { fromDate: mondayOf(week), toDate: mondayOf(addWeeks(week, 1)), userIds: [...people] };
  for await (const { rows } of gong.pages(activityByDay, { body: { filter } })) {
    for (const { userId, userDailyActivityStats } of rows) {
      const own = new Map(activityCounters.map((metric) => [metric, new Map<string, Day>()]));
      found.set(userId, own);
      for (const stats of userDailyActivityStats.toSorted((a, b) => (a.fromDate < b.fromDate ? -1 : 1))) {
        const day = stats.fromDate.slice(0, 10);
        for (const metric of activityCounters) {
          const calls = own.get(metric);
          for (const id of stats[metric] as readonly string[]) if (!calls?.has(id)) calls?.set(id, day);
        }
      }
    }
  }
  return found;
}

/** A call that somebody hosted, its length in seconds, and what Gong measured in it, by metric. */
export type HostedCall = ContextCall & {
  readonly person: string;
  readonly seconds: number | null;
  readonly stats: ReadonlyMap<MetricId, number>;
};

/**
 * Every call that these people hosted in a week.
 *
 * @param mostPages null comes back instead of a part of the calls when there are more pages
 */
export async function readHostedCalls(
  gong: Gong,
  people: readonly string[],
  week: Week,
  place: Place,
  mostPages: number,
): Promise<readonly HostedCall[] | null> {
  const { timeZone, baseUrl } = place;
  const calls: HostedCall[] = [];
  const body = {
    filter: {
      fromDateTime: startOfWeek(week, timeZone).toISO({ suppressMilliseconds: true }) ?? "",
      toDateTime: endOfWeek(week, timeZone).toISO({ suppressMilliseconds: true }) ?? "",
      primaryUserIds: [...people],
    },
    contentSelector: {
      context: "None" as const,
      exposedFields: { interaction: { personInteractionStats: true } },
    },
  };
  let pages = 0;
  for await (const { rows, answer } of gong.pages(listCallDetails, { body })) {
    pages += 1;
    for (const { metaData, interaction } of rows) {
      const { id, url, started, duration, primaryUserId: person } = metaData;
      if (!person || !people.includes(person)) continue;
      const stats = new Map<MetricId, number>();
      for (const { name, value } of interaction?.interactionStats ?? []) {
        if (typeof value === "number") stats.set(metricIdOf(name), value);
      }
      const day = dayAt(started, timeZone);
      calls.push({ id, url: gongLink(url, baseUrl), day, person, seconds: duration ?? null, stats });
    }
    if (answer.records?.cursor && pages >= mostPages) return null;
  }
  return calls;
}

/** At most a hundred calls by their ids, in one request; what Gong does not know is not in it. */
export async function readCallsByIds(
  gong: Gong,
  ids: readonly string[],
  { baseUrl }: Place,
): Promise<ReadonlyMap<string, string | null>> {
  const links = new Map<string, string | null>();
  const body = { filter: { callIds: ids.slice(0, 100) }, contentSelector: { context: "None" as const } };
  for await (const { rows } of gong.pages(listCallDetails, { body })) {
    for (const { metaData } of rows) links.set(metaData.id, gongLink(metaData.url, baseUrl));
  }
  return links;
}

/** Where one call is in Gong, by the scope that the calls of a week need anyway; null for an unknown one. */
export async function readCallLink(gong: Gong, id: string, { baseUrl }: Place): Promise<string | null> {
  const found = await gong.call(getCall, { path: { id } }).catch(noneIfUnknown(null));
  return found && gongLink(found.call.url, baseUrl);
}

/** Gong's own 404 means that there is no such thing; another's 404 is a wrong address. */
function noneIfUnknown<None>(none: None): (error: unknown) => None {
  return (error) => {
    if (error instanceof GongError && error.status === 404 && error.requestId) return none;
    throw error;
  };
}
