import { callsById, urlOf } from "../call-records.ts";
import { idKind } from "../ids.ts";
import { bodyWith, objectOf, oneOf, Refused, type Route, textAt, textsAt } from "../protocol.ts";
import type { Store } from "../store.ts";
import { instantAt } from "./ranges.ts";

/** 1.5 GB, as Gong says. */
const mostMediaBytes = 1.5 * 2 ** 30;

/** Calls from elsewhere with their recordings, and who else may see a call. */
export const newCallRoutes: readonly Route[] = [
  {
    method: "POST",
    path: /^\/v2\/calls$/,
    scope: "api:calls:create",
    answer: (request, world, _, store) => {
      const given = bodyWith(
        request.body,
        "actualStart",
        "clientUniqueId",
        "direction",
        "parties",
        "primaryUser",
      );
      const parties = Array.isArray(given.parties) ? given.parties.map((party) => objectOf(party) ?? {}) : [];
      if (parties.length === 0) throw new Refused(400, "parties: size must be at least 1");
      oneOf(given.direction, ["Inbound", "Outbound", "Conference", "Unknown"], "direction");
      const clientUniqueId = textAt(given, "clientUniqueId");
      if (clientUniqueId.length > 2048) throw new Refused(400, "clientUniqueId: size must be at most 2048");
      const started = instantAt(given, "actualStart");
      const person = world.roster.people.find((one) => one.id === String(given.primaryUser));
      if (person === undefined) throw new Refused(400, "primaryUser: no such user");
      if (!person.active || !person.whisper) {
        throw new Refused(409, "Recording is not enabled for the primary user");
      }
      if ([...store.calls.values()].some((call) => call.given.clientUniqueId === clientUniqueId)) {
        throw new Refused(409, `A call with clientUniqueId ${clientUniqueId} already exists`);
      }
      const id = String(store.newId(idKind.addedCall));
      const keys = parties.flatMap(({ emailAddress, phoneNumber }) =>
        [emailAddress, phoneNumber].filter((key) => typeof key === "string"),
      );
      store.calls.set(id, { id, person, given: { ...given, clientUniqueId, parties }, started, keys });
      store.writes++;
      return { callId: id };
    },
  },
  {
    method: "PUT",
    path: /^\/v2\/calls\/(\d+)\/media$/,
    scope: "api:calls:create",
    takes: "upload",
    status: 201,
    answer: (request, _, __, store) => {
      const [id = ""] = request.caught;
      const [file, ...others] = request.parts;
      if (file?.name !== "mediaFile" || file.fileName === undefined || others.length > 0) {
        throw new Refused(400, "Required request part 'mediaFile' is not present");
      }
      const call = store.calls.get(id);
      if (call === undefined) throw new Refused(400, `Call ID ${id} was not found`);
      if (call.given.downloadMediaUrl !== undefined || call.mediaBytes !== undefined) {
        throw new Refused(400, `Call ID ${id} already has its media`);
      }
      if (file.bytes === 0) throw new Refused(400, "mediaFile: is empty");
      if (file.bytes > mostMediaBytes) throw new Refused(400, "mediaFile: is larger than 1.5 GB");
      call.mediaBytes = file.bytes;
      store.writes++;
      return { callId: id, url: urlOf(id) };
    },
  },
  {
    method: "PUT",
    path: /^\/v2\/calls\/users-access$/,
    scope: "api:call-user-access:write",
    answer: (request, world, _, store) => {
      for (const { callId, userIds } of accessOf(request.body)) {
        if (callsById([callId], world, store).length === 0) throw new Refused(400, "Some calls not found");
        const known = userIds.every((id) => world.roster.people.some((person) => person.id === id));
        if (!known) throw new Refused(400, "Some users not found");
        store.access.set(callId, new Set([...(store.access.get(callId) ?? []), ...userIds]));
      }
      return {};
    },
  },
  {
    method: "POST",
    path: /^\/v2\/calls\/users-access$/,
    scope: "api:call-user-access:read",
    answer: (request, world, _, store) => {
      const filter = bodyWith(objectOf(request.body)?.filter, "callIds");
      const callIds = textsAt(filter, "callIds");
      if (callsById(callIds, world, store).length < callIds.length) {
        throw new Refused(400, "Some calls not found");
      }
      return { callAccessList: callIds.map((callId) => ({ callId, users: usersOf(callId, store) })) };
    },
  },
  {
    method: "DELETE",
    path: /^\/v2\/calls\/users-access$/,
    scope: "api:call-user-access:write",
    answer: (request, world, _, store) => {
      for (const { callId, userIds } of accessOf(request.body)) {
        if (callsById([callId], world, store).length === 0) throw new Refused(400, "Some calls not found");
        for (const id of userIds) store.access.get(callId)?.delete(id);
      }
      return {};
    },
  },
];

function accessOf(
  body: unknown,
): readonly { readonly callId: string; readonly userIds: readonly string[] }[] {
  const { callAccessList: list } = bodyWith(body, "callAccessList");
  if (!Array.isArray(list)) throw new Refused(400, "Json parse error");
  return list.map((entry) => {
    const given = bodyWith(entry, "callId", "userIds");
    return { callId: textAt(given, "callId"), userIds: textsAt(given, "userIds") };
  });
}

function usersOf(callId: string, store: Store): readonly { readonly userId: string }[] {
  return [...(store.access.get(callId) ?? [])].map((userId) => ({ userId }));
}
