import type { World } from "../company.ts";
import { idKind } from "../ids.ts";
import { bodyWith, type GongRequest, type Json, Refused, type Route, textAt, textsAt } from "../protocol.ts";
import type { Person } from "../roster.ts";
import type { Store } from "../store.ts";
import { instantAt } from "./ranges.ts";

/** Meetings, which Gong gives to some companies only. */
export const meetingRoutes: readonly Route[] = [
  {
    method: "POST",
    path: /^\/v2\/meetings$/,
    scope: "api:meetings:user:create",
    answer: (request, world, _, store) => {
      const organizer = scheduled(request, world, store);
      const meetingId = String(store.newId(idKind.meeting));
      store.meetings.set(meetingId, { organizerEmail: organizer.email });
      return { meetingId, meetingUrl: `https://meet.example.com/${meetingId}`, additionalInvitees: [] };
    },
  },
  {
    method: "PUT",
    path: /^\/v2\/meetings\/(\d+)$/,
    scope: "api:meetings:user:update",
    answer: (request, world, _, store) => {
      const organizer = scheduled(request, world, store);
      const meetingId = knownMeeting(request, store);
      store.meetings.set(meetingId, { organizerEmail: organizer.email });
      return { meetingId };
    },
  },
  {
    method: "DELETE",
    path: /^\/v2\/meetings\/(\d+)$/,
    scope: "api:meetings:user:delete",
    answer: (request, _, __, store) => {
      checkRelease(store);
      const organizerEmail = textAt(bodyWith(request.body), "organizerEmail");
      const meetingId = knownMeeting(request, store);
      if (store.meetings.get(meetingId)?.organizerEmail !== organizerEmail) {
        throw new Refused(404, "No Gong meeting found corresponding to the provided organizer email");
      }
      store.meetings.delete(meetingId);
      return { organizerEmail };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/meetings\/integration\/status$/,
    scope: "api:meetings:integration:status",
    answer: (request, { roster }, _, store) => {
      checkRelease(store);
      const emails = textsAt(bodyWith(request.body), "emails");
      return {
        users: emails.map((email): Json => {
          const person = roster.people.find((one) => one.email === email);
          const isValid = person !== undefined && canInvite(person);
          return { email, exists: person !== undefined, valid: isValid, ...(isValid ? {} : noConsentPage) };
        }),
      };
    },
  },
];

const noConsentPage = {
  userFacingError: "The consent page is not enabled",
  fixUrl: "https://app.gong.io/settings/consent",
  helpUrl: "https://help.gong.io/consent",
};

const canInvite = (person: Person): boolean => person.active && person.whisper;

function checkRelease(store: Store): void {
  if (store.settings.meetings) return;
  throw new Refused(403, "This API endpoint is in Limited release - contact your CSM for more information");
}

/** The organizer of a meeting that may be held. */
function scheduled({ body }: GongRequest, { roster }: World, store: Store): Person {
  checkRelease(store);
  const given = bodyWith(body, "startTime", "endTime", "invitees", "organizerEmail");
  if (instantAt(given, "startTime") >= instantAt(given, "endTime")) {
    throw new Refused(400, "startTime: must be before endTime");
  }
  if (!Array.isArray(given.invitees)) throw new Refused(400, "Json parse error");
  const organizer = roster.people.find((person) => person.email === given.organizerEmail);
  if (!organizer) throw new Refused(404, "No Gong user found corresponding to the provided organizer email");
  if (!canInvite(organizer)) {
    throw Object.assign(new Refused(409, "The consent page is not enabled in your company"), {
      also: noConsentPage,
    });
  }
  return organizer;
}

function knownMeeting(request: GongRequest, store: Store): string {
  const [id = ""] = request.caught;
  if (store.meetings.has(id)) return id;
  throw new Refused(404, "No meeting found corresponding to the provided meeting ID");
}
