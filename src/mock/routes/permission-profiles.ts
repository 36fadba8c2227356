import type { World } from "../company.ts";
import { idKind, idOf, workspaceIdOf } from "../ids.ts";
import { bodyWith, type Json, objectOf, Refused, type Route, textAt } from "../protocol.ts";
import type { PersonKind } from "../roster.ts";
import type { Store } from "../store.ts";

const levels = [
  "callsAccess",
  "dealsAccess",
  "coachingAccess",
  "insightsAccess",
  "usageAccess",
  "emailsAccess",
] as const;
const flags = [
  "scoreCalls",
  "downloadCallMedia",
  "deleteCalls",
  "library",
  "coaching",
  "manageScorecards",
] as const;

const first: readonly {
  readonly name: string;
  readonly level: string;
  readonly kinds: readonly PersonKind[];
}[] = [
  { name: "Business admin", level: "all", kinds: ["head", "director"] },
  { name: "Manager", level: "report-to-them", kinds: ["manager"] },
  { name: "Team member", level: "own", kinds: ["sdr", "ae", "cs", "dormant"] },
];

/** Who may do what. An update replaces the whole profile: what it leaves out is off. */
export const permissionProfileRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/all-permission-profiles$/,
    scope: "api:permission-profile:read",
    answer: (request, world, _, store) => {
      checkWorkspace(request.query, world);
      const byName = (a: Json, b: Json) => String(a.name).localeCompare(String(b.name));
      return { profiles: [...profilesOf(world, store).values()].toSorted(byName) };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/permission-profile$/,
    scope: "api:permission-profile:read",
    answer: (request, world, _, store) => ({ profile: profileOf(request.query, world, store) }),
  },
  {
    method: "POST",
    path: /^\/v2\/permission-profile$/,
    scope: "api:permission-profile:write",
    answer: (request, world, _, store) => {
      checkWorkspace(request.query, world);
      const given = bodyWith(request.body, "name");
      const profiles = profilesOf(world, store);
      if ([...profiles.values()].some(({ name }) => name === given.name)) {
        throw new Refused(422, "A permission profile of this name exists already");
      }
      const profile = whole(String(store.newId(idKind.profile)), given);
      store.profiles.set(profile.id, profile);
      return { profile };
    },
  },
  {
    method: "PUT",
    path: /^\/v2\/permission-profile$/,
    scope: "api:permission-profile:write",
    answer: (request, world, _, store) => {
      const old = profileOf(request.query, world, store);
      const profile = whole(String(old.id), bodyWith(request.body, "name"));
      store.profiles.set(profile.id, profile);
      return { profile };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/permission-profile\/users$/,
    scope: "api:users:read",
    answer: (request, world, _, store) => {
      const { id } = profileOf(request.query, world, store);
      const place = first.findIndex((_, number) => idOfFirst(number, world) === id);
      const people = world.roster.people.filter(({ kind }) => first[place]?.kinds.includes(kind));
      return { users: people.map(({ id, name, email }) => ({ id, fullName: name, emailAddress: email })) };
    },
  },
];

const idOfFirst = (place: number, { seed }: World): string => String(idOf(seed, idKind.profile, place + 1));

function checkWorkspace(query: Json, { seed }: World): void {
  if (textAt(query, "workspaceId") !== workspaceIdOf(seed)) {
    throw new Refused(400, "Bad request");
  }
}

/** Those that the company had from the start, as they are now, and those that were added. */
function profilesOf(world: World, store: Store): ReadonlyMap<string, Json> {
  const start = first.map(({ name, level }, place) => {
    const rights = Object.fromEntries(flags.map((flag) => [flag, level !== "own"]));
    const access = Object.fromEntries(levels.map((one) => [one, { permissionLevel: level }]));
    return whole(idOfFirst(place, world), { name, description: "Built in", ...rights, ...access });
  });
  return new Map([...start.map((profile) => [profile.id, profile] as const), ...store.profiles]);
}

function profileOf(query: Json, world: World, store: Store): Json {
  const profile = profilesOf(world, store).get(textAt(query, "profileId"));
  if (profile === undefined) throw new Refused(400, "Bad request");
  return profile;
}

/** As recorded, lists that are not set are null. */
function whole(id: string, given: Json): Json & { readonly id: string } {
  const access = (name: string, of: Json = given): Json => {
    const { permissionLevel = "none", teamLeadIds = null } = objectOf(of[name]) ?? {};
    return { permissionLevel, teamLeadIds };
  };
  const forecast = objectOf(given.forecastPermissions) ?? {};
  return {
    description: "",
    ...Object.fromEntries(flags.map((flag) => [flag, false])),
    ...given,
    ...Object.fromEntries(levels.map((name) => [name, access(name)])),
    libraryFolderAccess: {
      permissionLevel: "none",
      libraryFolderIds: null,
      ...objectOf(given.libraryFolderAccess),
    },
    forecastPermissions: {
      forecastAccess: access("forecastAccess", forecast),
      forecastEditSubmissions: access("forecastEditSubmissions", forecast),
      forecastEditTargets: access("forecastEditTargets", forecast),
    },
    id,
  };
}
