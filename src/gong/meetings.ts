import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, Email, Id, MaybeId, Moment, NumericId } from "./fields.ts";

const meeting = z.strictObject({
  startTime: Moment,
  endTime: Moment,
  title: z.string().optional(),
  invitees: z
    .array(
      z.strictObject({
        email: Email.optional(),
        displayName: z.string().optional(),
        firstName: z.string().optional(),
        lastName: z.string().optional(),
      }),
    )
    .describe("without the organizer"),
  externalId: z.string().optional(),
  provider: z.string().optional().describe("zoom, for one; the organizer's own when left out"),
  organizerEmail: Email,
});

const path = z.strictObject({ meetingId: NumericId });

export const createMeeting = defineAction({
  name: "meetings.create",
  slug: "GONG_CREATE_A_NEW_GONG_MEETING_V2_MEETINGS",
  summary: "Create a meeting with Gong's consent page; only where Gong has switched meetings on",
  route: "POST /v2/meetings",
  scope: "api:meetings:user:create",
  effect: "write",
  retry: "never",
  body: meeting,
  answer: z.looseObject({ ...accepted, meetingId: Id, meetingUrl: z.string().nullish() }),
});

export const updateMeeting = defineAction({
  name: "meetings.update",
  slug: "GONG_UPDATE_A_GONG_MEETING_V2_MEETINGS_MEETING_ID",
  summary: "Replace a meeting as a whole: what is left out is lost",
  route: "PUT /v2/meetings/{meetingId}",
  scope: "api:meetings:user:update",
  effect: "write",
  retry: "never",
  path,
  body: meeting,
  answer: z.looseObject({ ...accepted, meetingId: MaybeId }),
});

export const deleteMeeting = defineAction({
  name: "meetings.delete",
  slug: "GONG_DELETE_MEETING",
  summary: "Delete a meeting that was created through this API, in its organizer's name",
  route: "DELETE /v2/meetings/{meetingId}",
  scope: "api:meetings:user:delete",
  effect: "destructive",
  retry: "never",
  path,
  body: z.strictObject({ organizerEmail: Email }),
  answer: z.looseObject({ organizerEmail: z.string().nullish() }),
});

export const meetingIntegration = defineAction({
  name: "meetings.integrationStatus",
  slug: "GONG_VALIDATE_MEETING_INTEGRATION",
  summary: "For up to 100 organizers, whether meetings with Gong work for them, and if not, why",
  route: "POST /v2/meetings/integration/status",
  scope: "api:meetings:integration:status",
  effect: "read",
  retry: "safe",
  body: z.strictObject({ emails: z.array(Email).min(1).max(100) }),
  answer: z.looseObject({
    ...accepted,
    users: z.array(
      z.looseObject({
        email: z.string().nullish(),
        exists: z.boolean().nullish(),
        valid: z.boolean().nullish(),
        userFacingError: z.string().nullish(),
      }),
    ),
  }),
});

export const meetingActions = [createMeeting, updateMeeting, deleteMeeting, meetingIntegration] as const;
