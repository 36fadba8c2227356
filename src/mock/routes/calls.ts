import type { HostedCall } from "../activity.ts";
import type { World } from "../company.ts";
import { weekIndexOf } from "../days.ts";
import { callIdOf, idKind, idOf, readCallId } from "../ids.ts";
import { filterOf, type GongRequest, idsOf, objectOf, Refused, type Route } from "../protocol.ts";
import { hashOf } from "../random.ts";
import { instantAt } from "./ranges.ts";

const noCalls = "No calls found corresponding to the provided filters";
const dayMs = 86_400_000;

/** Calls by the time they were planned for, plain or with what was analysed about them. */
export const callRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/calls$/,
    scope: "api:calls:read:basic",
    answer: (request, world, pager) => {
      const from = instantAt(request.query, "fromDateTime");
      const to = instantAt(request.query, "toDateTime");
      if (from >= to) throw new Refused(400, "fromDateTime: must be before toDateTime");
      const isHere = inWorkspace(request.query.workspaceId, world);
      const { items, records } = pager.page(request, "query", noCalls, () =>
        isHere ? callsBetween(from, to, world) : [],
      );
      return { records, calls: items.map((call) => metaDataOf(call, world)) };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/calls\/extensive$/,
    scope: "api:calls:read:extensive",
    answer: (request, world, pager) => {
      const { items, records } = pager.page(request, "body", noCalls, () => filtered(request, world));
      const fields = objectOf(objectOf(objectOf(request.body)?.contentSelector)?.exposedFields) ?? {};
      return { records, calls: items.map((call) => extensiveOf(call, fields, world)) };
    },
  },
];

function filtered(request: GongRequest, world: World): readonly HostedCall[] {
  const filter = filterOf(request.body);
  const from = filter.fromDateTime === undefined ? 0 : instantAt(filter, "fromDateTime");
  const to = filter.toDateTime === undefined ? world.now.toMillis() : instantAt(filter, "toDateTime");
  const hosts = idsOf(filter.primaryUserIds);
  const ids = idsOf(filter.callIds);
  if (!inWorkspace(filter.workspaceId, world)) return [];
  const calls = ids ? callsById(ids, world) : callsBetween(from, to, world);
  return calls.filter((call) => {
    const instant = world.time.instant(call.day, call.microsOfDay - plannedEarlierMicros(call));
    return instant >= from && instant < to && (!hosts || hosts.has(call.person.id));
  });
}

/** In order of time, those that have ended by now. */
function callsBetween(from: number, to: number, world: World): readonly HostedCall[] {
  const { activity, roster, time, now, today, firstDay } = world;
  const first = Math.max(firstDay, Math.floor(from / dayMs) - 2);
  const end = Math.min(today + 1, Math.floor(to / dayMs) + 3);
  const found: { readonly call: HostedCall; readonly started: number }[] = [];
  for (const person of [...roster.people, roster.avatar]) {
    for (const call of activity.callsBetween(person, first, end)) {
      const started = time.instant(call.day, call.microsOfDay);
      const planned = time.instant(call.day, call.microsOfDay - plannedEarlierMicros(call));
      const hasEnded = started + call.durationSeconds * 1000 <= now.toMillis();
      if (planned >= from && planned < to && hasEnded) found.push({ call, started });
    }
  }
  return found.sort((a, b) => a.started - b.started).map(({ call }) => call);
}

function callsById(
  ids: ReadonlySet<string>,
  { seed, roster, activity, today }: World,
): readonly HostedCall[] {
  return [...ids].flatMap((id) => {
    const read = readCallId(seed, id);
    const person = [...roster.people, roster.avatar].find((one) => one.index === read?.person);
    if (read === undefined || person === undefined || read.week > weekIndexOf(today)) return [];
    const call = activity.weekOf(person, read.week).calls[read.place];
    return call && call.day < today ? [call] : [];
  });
}

function inWorkspace(asked: unknown, { seed }: World): boolean {
  return asked === undefined || asked === null || String(asked) === String(idOf(seed, idKind.workspace, 1));
}

/** A meeting is planned for a round time before it starts; a telephone call for when it starts. */
function plannedEarlierMicros(call: HostedCall): number {
  return call.person.kind === "sdr" ? 0 : call.microsOfDay % 300_000_000;
}

function metaDataOf(call: HostedCall, world: World): object {
  const { seed, time } = world;
  const id = String(callIdOf(seed, call.person.index, call.weekIndex, call.place));
  const hash = hashOf(seed, call.person.index, call.weekIndex, call.place);
  const isPhone = call.person.kind === "sdr";
  const earlier = plannedEarlierMicros(call);
  return {
    id,
    url: `https://app.gong.io/call?id=${id}`,
    title: isPhone ? "Outbound call" : `${hash % 3 === 0 ? "Demo" : "Follow-up"} with Customer ${hash % 400}`,
    scheduled: time.iso(call.day, call.microsOfDay - earlier, earlier === 0 ? call.fractionDigits : 0),
    started: time.iso(call.day, call.microsOfDay, call.fractionDigits),
    duration: call.durationSeconds,
    primaryUserId: call.person.id,
    direction: isPhone ? "Outbound" : "Conference",
    system: isPhone ? "Gong Connect" : "Zoom",
    scope: hash % 12 === 0 ? "Internal" : "External",
    media: isPhone ? "Audio" : "Video",
    language: "eng",
    workspaceId: String(idOf(seed, idKind.workspace, 1)),
    sdrDisposition: isPhone && hash % 2 === 0 ? "Connected" : null,
    clientUniqueId: null,
    customData: null,
    purpose: null,
    meetingUrl: isPhone ? null : `https://meet.example.com/${hash}`,
    isPrivate: false,
    calendarEventId: null,
  };
}

function extensiveOf(call: HostedCall, fields: Readonly<Record<string, unknown>>, world: World): object {
  const interaction = objectOf(fields.interaction) ?? {};
  const stats = world.talk.ofCall(call);
  const ratio = stats.find((stat) => stat.name === "Talk Ratio")?.value;
  const { id, name, email, title } = call.person;
  const speakers = [{ id, userId: id, talkTime: Math.round(call.durationSeconds * (ratio ?? 0.5)) }];
  return {
    metaData: metaDataOf(call, world),
    ...(fields.parties === true && {
      parties: [{ id, userId: id, speakerId: id, name, emailAddress: email, title, affiliation: "Internal" }],
    }),
    ...(fields.interaction !== undefined &&
      stats.length > 0 && {
        interaction: {
          ...(interaction.speakers === true && { speakers }),
          ...(interaction.personInteractionStats === true && { interactionStats: stats }),
        },
      }),
  };
}
