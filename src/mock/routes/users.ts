import type { World } from "../company.ts";
import { dayOf } from "../days.ts";
import { idKind, idOf } from "../ids.ts";
import { Refused, type Route } from "../protocol.ts";
import type { Person } from "../roster.ts";

/** Users, one user's settings over time, and the only workspace. */
export const userRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/users$/,
    scope: "api:users:read",
    answer: (request, { roster }, pager) => {
      const withAvatars = request.query.includeAvatars === "true";
      const { items, records } = pager.page(request, "query", "No users found", () =>
        withAvatars ? [...roster.people, roster.avatar] : roster.people,
      );
      return { records, users: items.map(userOf) };
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
    path: /^\/v2\/workspaces$/,
    scope: "api:workspaces:read",
    answer: (_, { seed }) => ({
      workspaces: [
        {
          id: String(idOf(seed, idKind.workspace, 1)),
          name: "Initial workspace",
          description: "The built-in workspace",
        },
      ],
    }),
  },
];

function userOf(person: Person): object {
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
      webConferencesRecorded: person.active && person.whisper,
      preventWebConferenceRecording: !person.whisper,
      telephonyCallsImported: person.kind === "sdr",
      emailsImported: true,
      preventEmailImport: false,
      nonRecordedMeetingsImported: false,
      gongConnectEnabled: person.kind === "sdr",
    },
    managerId: person.managerId,
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
  if (person.left !== undefined) {
    history.push({
      setting: "active",
      value: false,
      time: world.time.iso(dayOf(person.left), 64_800_000_000, 3),
    });
  }
  return history;
}
