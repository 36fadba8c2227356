import { counters } from "../../src/gong/counters.ts";

/** A user as in a recorded answer, names changed. */
export const user = (id: string) => ({
  id,
  emailAddress: "rep@example.com",
  created: "2026-06-10T21:50:07.428+02:00",
  active: true,
  emailAliases: [],
  firstName: "R",
  lastName: "G",
  title: null,
  managerId: null,
});

/** A page of users as Gong sends it. */
export const userPage = (ids: readonly string[], totalRecords: number, cursor?: string) => ({
  requestId: "req-users",
  records: { totalRecords, currentPageSize: ids.length, currentPageNumber: 0, ...(cursor ? { cursor } : {}) },
  users: ids.map(user),
});

export const oneOfEach = Object.fromEntries(counters.map((name) => [name, 1]));

/** A page of by-period activity; `weeks` are written over the counters of the first user's weeks. */
export const periodPage = (weeks: readonly Record<string, unknown>[]) => ({
  requestId: "req-periods",
  records: { totalRecords: 1, currentPageSize: 1, currentPageNumber: 0 },
  usersAggregateActivity: [
    {
      userId: "234599484848423",
      userEmailAddress: "test@test.com",
      userAggregateActivity: weeks.map((week) => ({
        ...oneOfEach,
        fromDate: "2026-06-01T00:00:00-07:00",
        toDate: "2026-06-08T00:00:00-07:00",
        ...week,
      })),
    },
  ],
});

export const weekFilter = { fromDate: "2026-06-01", toDate: "2026-06-08" };
