import { workOn } from "../calendar.ts";
import type { World } from "../company.ts";
import { type Day, dayOf } from "../days.ts";
import { idKind, idOf } from "../ids.ts";
import { type Json, oneOf, Refused, type Route } from "../protocol.ts";
import { hashOf } from "../random.ts";
import { instantAt } from "./ranges.ts";

/** Each kind of log and on one day in how many somebody is in it. */
const kinds = {
  AccessLog: 2,
  UserActivityLog: 37,
  UserCallPlay: 5,
  ExternallySharedCallAccess: 41,
  ExternallySharedCallPlay: 53,
} as const;

/** What people did in Gong itself; only the last of many years are kept. */
export const logRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/logs$/,
    scope: "api:logs:read",
    answer: (request, world, pager) => {
      const { query } = request;
      const kind = oneOf(query.logType, Object.keys(kinds) as (keyof typeof kinds)[], "logType");
      const from = instantAt(query, "fromDateTime");
      const to = query.toDateTime === undefined ? world.now.toMillis() : instantAt(query, "toDateTime");
      if (from >= to) throw new Refused(400, "fromDateTime: must be before toDateTime");
      const { items, records } = pager.page(request, "query", "No logs found for the specified period", () =>
        entriesOf(kind, from, Math.min(to, world.now.toMillis()), world),
      );
      return { records, logEntries: items };
    },
  },
];

function entriesOf(kind: keyof typeof kinds, from: number, to: number, world: World): readonly Json[] {
  const { seed, roster, time, firstDay, today } = world;
  const found: { readonly instant: number; readonly entry: Json }[] = [];
  const first = Math.max(firstDay, dayAt(from) - 1);
  for (let day = first; day <= Math.min(today, dayAt(to) + 1); day++) {
    if (workOn(day) < 0.5) continue;
    for (const person of roster.people) {
      const hash = hashOf(seed, person.index, day, Object.keys(kinds).indexOf(kind));
      if (hash % kinds[kind] !== 0 || day < person.firstDay || day > person.lastDay) continue;
      const micros = 28_800_000_000 + (hash % 28_800) * 1_000_000 + (hash % 1000) * 1000;
      const instant = time.instant(day, micros);
      if (instant < from || instant >= to) continue;
      const entry = {
        userId: person.id,
        userEmailAddress: person.email,
        userFullName: person.name,
        eventTime: time.iso(day, micros, 3),
        logRecord: {
          auditId: String(idOf(seed, idKind.audit, (day % 16_384) * 2 ** 16 + person.index)),
          action: kind === "AccessLog" ? "LOGIN" : null,
          workspaceId: null,
        },
      };
      found.push({ instant, entry });
    }
  }
  return found.toSorted((a, b) => a.instant - b.instant).map(({ entry }) => entry);
}

const dayAt = (instant: number): Day => dayOf(new Date(instant).toISOString().slice(0, 10));
