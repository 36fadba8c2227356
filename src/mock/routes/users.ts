import type { World } from "../company.ts";
import { type Day, dayOf } from "../days.ts";
import { filterOf, idsOf, Refused, type Route } from "../protocol.ts";
import type { Person } from "../roster.ts";
import { instantAt } from "./ranges.ts";

/** Users, one user, and one user's settings over time. */
export const userRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/users$/,
    scope: "api:users:read",
    answer: (request, { roster, rosterDay }, pager) => {
      const withAvatars = request.query.includeAvatars === "true";
      const { items, records } = pager.page(request, "query", "No users found", () =>
        withAvatars ? [...roster.people, roster.avatar] : roster.people,
      );
      return { records, users: items.map((person) => userOf(person, rosterDay())) };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/users\/(\d+)\/settings-history$/,
    scope: "api:users:read",
    answer: (request, world) => {
      const person = world.roster.people.find((one) => one.id === request.caught[0]);
      if (person === undefined) throw new Refused(404, `User ID ${request.caught[0]} was not found`);
      return { userSettingsHistory: historyOf(person, world) };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/users\/(\d+)$/,
    scope: "api:users:read",
    answer: (request, { roster, rosterDay }) => {
      const [id = ""] = request.caught;
      const person = [...roster.people, roster.avatar].find((one) => one.id === id);
      if (person === undefined) throw new Refused(404, `User ID ${id} was not found`);
      return { user: userOf(person, rosterDay()) };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/users\/extensive$/,
    scope: "api:users:read",
    answer: (request, { roster, rosterDay }, pager) => {
      const filter = filterOf(request.body);
      const ids = idsOf(filter.userIds);
      const from = filter.createdFromDateTime === undefined ? 0 : instantAt(filter, "createdFromDateTime");
      const to = filter.createdToDateTime === undefined ? Infinity : instantAt(filter, "createdToDateTime");
      const everyone = filter.includeAvatars === true ? [...roster.people, roster.avatar] : roster.people;
      // Gong's own words, though these are users.
      const { items, records } = pager.page(request, "body", "No calls found for the specified period", () =>
        everyone.filter((person) => {
          const created = Date.parse(person.created);
          return created >= from && created < to && (!ids || ids.has(person.id));
        }),
      );
      return { records, users: items.map((person) => userOf(person, rosterDay())) };
    },
  },
];

function userOf(person: Person, day: Day): object {
  const { before, recordedUntil } = person;
  const isRecorded = person.whisper && day < (recordedUntil ?? Number.POSITIVE_INFINITY);
  return {
    id: person.id,
    emailAddress: person.email,
    created: person.created,
    active: person.active,
    emailAliases: [],
    trustedEmailAddress: null,
    firstName: person.firstName,
    lastName: person.lastName,
    title: person.title,
    phoneNumber: person.index % 4 === 0 ? `+1 555-01${String(person.index % 100).padStart(2, "0")}` : null,
    extension: null,
    personalMeetingUrls: [],
    settings: {
      webConferencesRecorded: person.active && isRecorded,
      preventWebConferenceRecording: !person.whisper,
      telephonyCallsImported: person.kind === "sdr" && isRecorded,
      emailsImported: true,
      preventEmailImport: false,
      nonRecordedMeetingsImported: false,
      gongConnectEnabled: person.kind === "sdr",
    },
    managerId: before && day < before.until ? before.managerId : person.managerId,
    meetingConsentPageUrl: null,
    conferencingProviders: [],
    spokenLanguages: person.index % 3 === 0 ? [] : [{ language: "en-US", primary: true }],
  };
}

function historyOf(person: Person, world: World): readonly object[] {
  const history: object[] = [
    { setting: "active", value: true, time: person.created },
    { setting: "webConferencesRecorded", value: person.whisper, time: person.created },
  ];
  if (person.recordedUntil !== undefined) {
    const time = world.time.iso(person.recordedUntil, 28_800_000_000, 0);
    for (const setting of ["webConferencesRecorded", "callsImported"])
      history.push({ setting, value: false, time });
  }
  if (person.left !== undefined) {
    history.push({
      setting: "active",
      value: false,
      time: world.time.iso(dayOf(person.left), 64_800_000_000, 3),
    });
  }
  return history;
}
