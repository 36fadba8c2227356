import type { World } from "../company.ts";
import { dayOf } from "../days.ts";
import { callIdOf, workspaceIdOf } from "../ids.ts";
import { type Json, Refused, type Route, textAt } from "../protocol.ts";
import type { Person } from "../roster.ts";
import { instantAt } from "./ranges.ts";

/** What managers did about the calls of their reports. Its parameters alone are hyphenated. */
export const coachingRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/coaching$/,
    scope: "api:coaching:read",
    answer: (request, world) => {
      const { query } = request;
      for (const name of ["workspace-id", "manager-id"]) {
        if (!/^\d+$/.test(textAt(query, name))) throw new Refused(400, `${name}: must be a number`);
      }
      const from = instantAt(query, "from");
      const to = instantAt(query, "to");
      if (query["workspace-id"] !== workspaceIdOf(world.seed)) {
        throw new Refused(400, "workspace-id: no such workspace");
      }
      const manager = world.roster.people.find(({ id }) => id === query["manager-id"]);
      const reports = world.roster.people.filter(({ managerId }) => managerId === manager?.id);
      if (manager === undefined || reports.length === 0) return { coachingData: [] };
      return {
        coachingData: [
          {
            manager: shown(manager),
            directReportsMetrics: reports.map((report) => ({
              report: shown(report),
              metrics: metricsOf(report, from, to, world),
            })),
          },
        ],
      };
    },
  },
];

function shown({ id, email, firstName, lastName, title }: Person): Json {
  return { id, emailAddress: email, firstName, lastName, title };
}

/** Ids of calls under each thing that was done about them. */
function metricsOf(report: Person, from: number, to: number, { seed, activity, time, today }: World): Json {
  const first = dayOf(new Date(from).toISOString().slice(0, 10)) - 1;
  const calls = activity
    .callsBetween(report, first, Math.min(today, first + Math.ceil((to - from) / 86_400_000) + 3))
    .filter((call) => {
      const started = time.instant(call.day, call.microsOfDay);
      return started >= from && started < to;
    });
  const ids = (part: number) =>
    calls
      .filter((call) => (call.microsOfDay / 1_000_000) % 11 < part)
      .map((call) => String(callIdOf(seed, report.index, call.weekIndex, call.place)));
  return { callsListened: ids(4), callsCommented: ids(2), callsScored: ids(1) };
}
