import type { HostedCall } from "./activity.ts";
import type { World } from "./company.ts";
import { type Customer, customerOf } from "./customers.ts";
import { weekIndexOf } from "./days.ts";
import { callIdOf, readCallId, workspaceIdOf } from "./ids.ts";
import type { Json } from "./protocol.ts";
import { hashOf } from "./random.ts";
import type { Person } from "./roster.ts";
import type { Store } from "./store.ts";

/** A call that was added through the API. */
export type AddedCall = {
  readonly id: string;
  readonly person: Person;
  /** As it was sent. */
  readonly given: Json;
  /** Epoch milliseconds. */
  readonly started: number;
  /** Addresses and telephone numbers of those who took part. */
  readonly keys: readonly string[];
  /** Of its recording, once that was uploaded. */
  mediaBytes?: number;
};

/** A call that somebody hosted, or one that was added. */
export type CallRecord = HostedCall | AddedCall;

const dayMs = 86_400_000;

const isAdded = (call: CallRecord): call is AddedCall => "given" in call;

export function idOfCall(call: CallRecord, seed: number): string {
  return isAdded(call) ? call.id : String(callIdOf(seed, call.person.index, call.weekIndex, call.place));
}

/** In order of time, those that have ended by now and are not erased. */
export function callsBetween(from: number, to: number, world: World, store: Store): readonly CallRecord[] {
  const { activity, roster, time, now, today, firstDay } = world;
  const first = Math.max(firstDay, Math.floor(from / dayMs) - 2);
  const end = Math.min(today + 1, Math.floor(to / dayMs) + 3);
  const found: { readonly call: CallRecord; readonly started: number }[] = [];
  for (const person of [...roster.people, roster.avatar]) {
    for (const call of activity.callsBetween(person, first, end)) {
      const started = time.instant(call.day, call.microsOfDay);
      const planned = plannedAt(call, world);
      const hasEnded = started + call.durationSeconds * 1000 <= now.toMillis();
      if (planned >= from && planned < to && hasEnded) found.push({ call, started });
    }
  }
  for (const call of store.calls.values()) {
    if (call.started >= from && call.started < to) found.push({ call, started: call.started });
  }
  const kept = withoutErased(
    found.map(({ call }) => call),
    world,
    store,
  );
  const startedOf = new Map(found.map(({ call, started }) => [call, started]));
  return kept.toSorted((a, b) => (startedOf.get(a) ?? 0) - (startedOf.get(b) ?? 0));
}

/** The calls with these ids that exist and are not erased. */
export function callsById(ids: Iterable<string>, world: World, store: Store): readonly CallRecord[] {
  const { seed, roster, activity, today } = world;
  const found = [...ids].flatMap((id): readonly CallRecord[] => {
    const added = store.calls.get(id);
    if (added) return [added];
    const read = readCallId(seed, id);
    const person = [...roster.people, roster.avatar].find((one) => one.index === read?.person);
    if (read === undefined || person === undefined || read.week > weekIndexOf(today)) return [];
    const call = activity.weekOf(person, read.week).calls[read.place];
    return call && call.day < today ? [call] : [];
  });
  return withoutErased(found, world, store);
}

/** Epoch milliseconds of the time that a call was planned for, which is what lists go by. */
export function plannedAt(call: CallRecord, { time }: World): number {
  return isAdded(call) ? call.started : time.instant(call.day, call.microsOfDay - plannedEarlierMicros(call));
}

/** The customer in a call, `undefined` among colleagues and in a call that was added. */
export function customerIn(call: CallRecord, seed: number): Customer | undefined {
  return isAdded(call) ? undefined : customerOf(seed, call);
}

/** Whether this address or number took part. */
export function isWith(call: CallRecord, key: string, seed: number): boolean {
  if (isAdded(call)) return call.keys.includes(key);
  const customer = customerOf(seed, call);
  return customer?.email === key || customer?.phone === key;
}

/** A meeting is planned for a round time before it starts; a telephone call for when it starts. */
function plannedEarlierMicros(call: HostedCall): number {
  return call.person.kind === "sdr" ? 0 : call.microsOfDay % 300_000_000;
}

export function metaDataOf(call: CallRecord, world: World): Json {
  return isAdded(call) ? addedMetaDataOf(call, world) : hostedMetaDataOf(call, world);
}

function hostedMetaDataOf(call: HostedCall, world: World): Json {
  const { seed, time } = world;
  const id = idOfCall(call, seed);
  const hash = hashOf(seed, call.person.index, call.weekIndex, call.place);
  const isPhone = call.person.kind === "sdr";
  const earlier = plannedEarlierMicros(call);
  return {
    id,
    url: urlOf(id),
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
    workspaceId: workspaceIdOf(seed),
    sdrDisposition: isPhone && hash % 2 === 0 ? "Connected" : null,
    clientUniqueId: null,
    customData: null,
    purpose: null,
    meetingUrl: isPhone ? null : `https://meet.example.com/${hash}`,
    isPrivate: false,
    calendarEventId: null,
  };
}

function addedMetaDataOf({ id, person, given, mediaBytes }: AddedCall, { seed }: World): Json {
  return {
    id,
    url: urlOf(id),
    title: given.title ?? null,
    scheduled: given.scheduledStart ?? given.actualStart,
    started: given.actualStart,
    duration: Math.round(Number(given.duration ?? 0)),
    primaryUserId: person.id,
    direction: given.direction,
    system: given.callProviderCode ?? "API",
    scope: "External",
    media: mediaBytes === undefined ? "Audio" : "Video",
    language: given.languageCode ?? "und",
    workspaceId: String(given.workspaceId ?? workspaceIdOf(seed)),
    sdrDisposition: given.disposition ?? null,
    clientUniqueId: given.clientUniqueId,
    customData: given.customData ?? null,
    purpose: given.purpose ?? null,
    meetingUrl: given.meetingUrl ?? null,
    isPrivate: false,
    calendarEventId: null,
  };
}

export const urlOf = (id: string): string => `https://app.gong.io/call?id=${id}`;

function withoutErased(calls: readonly CallRecord[], world: World, store: Store): readonly CallRecord[] {
  const erased = store.erased();
  if (erased.size === 0) return calls;
  return calls.filter((call) => ![...erased].some((key) => isWith(call, key, world.seed)));
}

/** Who took part, the host first. */
export function partiesOf(call: CallRecord, world: World): readonly Json[] {
  const { id, name, email, title } = call.person;
  const host = { id, userId: id, speakerId: id, name, emailAddress: email, title, affiliation: "Internal" };
  if (isAdded(call)) {
    const others = (call.given.parties as readonly Json[]).filter((party) => party.userId !== id);
    return [
      host,
      ...others.map((party, place) => ({
        id: String(BigInt(call.id) + BigInt(place + 1)),
        userId: party.userId,
        name: party.name,
        emailAddress: party.emailAddress,
        phoneNumber: party.phoneNumber,
        affiliation: party.userId ? "Internal" : "External",
      })),
    ];
  }
  const customer = customerOf(world.seed, call);
  if (customer === undefined) return [host];
  const speakerId = speakerIdOf(call, world.seed);
  const { contactId, phone } = customer;
  return [
    host,
    {
      id: speakerId,
      speakerId,
      name: customer.name,
      emailAddress: customer.email,
      affiliation: "External",
      phoneNumber: phone,
      context: [
        {
          system: "Generic",
          objects: [{ objectType: "Contact", objectId: contactId, fields: [], timing: "Now" }],
        },
      ],
    },
  ];
}

/** The id under which a call's customer speaks. */
export function speakerIdOf(call: CallRecord, seed: number): string {
  return String(BigInt(idOfCall(call, seed)) + 1n);
}
