import type { HostedCall } from "../activity.ts";
import { commentsOn, contentOf, mediaOf } from "../call-content.ts";
import {
  type CallRecord,
  callsBetween,
  callsById,
  customerIn,
  idOfCall,
  metaDataOf,
  partiesOf,
  plannedAt,
  speakerIdOf,
} from "../call-records.ts";
import type { World } from "../company.ts";
import { workspaceIdOf } from "../ids.ts";
import {
  checkScope,
  filterOf,
  type GongRequest,
  idsOf,
  type Json,
  objectOf,
  Refused,
  type Route,
} from "../protocol.ts";
import { hashOf } from "../random.ts";
import type { Store } from "../store.ts";
import { instantAt } from "./ranges.ts";

const noCalls = "No calls found corresponding to the provided filters";

/** Calls by the time they were planned for: plain, with what was analysed about them, or word for word. */
export const callRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/calls$/,
    scope: "api:calls:read:basic",
    answer: (request, world, pager, store) => {
      const from = instantAt(request.query, "fromDateTime");
      const to = instantAt(request.query, "toDateTime");
      if (from >= to) throw new Refused(400, "fromDateTime: must be before toDateTime");
      const isHere = inWorkspace(request.query.workspaceId, world);
      const { items, records } = pager.page(request, "query", noCalls, () =>
        isHere ? callsBetween(from, to, world, store) : [],
      );
      return { records, calls: items.map((call) => metaDataOf(call, world)) };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/calls\/extensive$/,
    scope: "api:calls:read:extensive",
    answer: (request, world, pager, store) => {
      const { items, records } = pager.page(request, "body", noCalls, () => filtered(request, world, store));
      const fields = objectOf(objectOf(objectOf(request.body)?.contentSelector)?.exposedFields) ?? {};
      if (fields.media === true) checkScope("api:calls:read:media-url", store.settings.deniedScopes);
      return { records, calls: items.map((call) => extensiveOf(call, fields, world)) };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/calls\/transcript$/,
    scope: "api:calls:read:transcript",
    answer: (request, world, pager, store) => {
      const { items, records } = pager.page(request, "body", noCalls, () =>
        filtered(request, world, store).filter((call) => call.person.whisper && customerIn(call, world.seed)),
      );
      return { records, callTranscripts: items.map((call) => transcriptOf(call, world)) };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/calls\/manual-crm-associations$/,
    scope: "api:crm-calls:manual-association:read",
    answer: (request, world, pager, store) => {
      const { query } = request;
      const from = query.fromDateTime === undefined ? 0 : instantAt(query, "fromDateTime");
      const { items, records } = pager.page(request, "query", "No associations found", () =>
        callsBetween(from, world.now.toMillis(), world, store).filter(
          (call) => BigInt(idOfCall(call, world.seed)) % 97n === 0n && customerIn(call, world.seed),
        ),
      );
      return {
        records,
        associations: items.map((call) => {
          const customer = customerIn(call, world.seed);
          return {
            callId: idOfCall(call, world.seed),
            associationTime: metaDataOf(call, world).started,
            crmObjects: [
              { objectType: "Account", objectId: customer?.accountId },
              { objectType: "Opportunity", objectId: customer?.dealId },
            ],
          };
        }),
      };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/calls\/(\d+)$/,
    scope: "api:calls:read:basic",
    answer: (request, world, _, store) => {
      const [id = ""] = request.caught;
      const [call] = callsById([id], world, store);
      if (call === undefined) throw new Refused(404, `Call ID ${id} was not found`);
      return { call: metaDataOf(call, world) };
    },
  },
];

function filtered(request: GongRequest, world: World, store: Store): readonly CallRecord[] {
  const filter = filterOf(request.body);
  const from = filter.fromDateTime === undefined ? 0 : instantAt(filter, "fromDateTime");
  const to = filter.toDateTime === undefined ? world.now.toMillis() : instantAt(filter, "toDateTime");
  const hosts = idsOf(filter.primaryUserIds);
  const ids = idsOf(filter.callIds);
  if (!inWorkspace(filter.workspaceId, world)) return [];
  const calls = ids ? callsById(ids, world, store) : callsBetween(from, to, world, store);
  return calls.filter((call) => {
    const instant = plannedAt(call, world);
    return instant >= from && instant < to && (!hosts || hosts.has(call.person.id));
  });
}

function inWorkspace(asked: unknown, { seed }: World): boolean {
  return asked === undefined || asked === null || String(asked) === workspaceIdOf(seed);
}

function extensiveOf(call: CallRecord, fields: Json, world: World): Json {
  const plain = {
    metaData: metaDataOf(call, world),
    ...(fields.parties === true && { parties: partiesOf(call, world) }),
  };
  if (!("marks" in call)) return plain;
  const content = contentOf(call, fields.content, world);
  const { publicComments } = objectOf(fields.collaboration) ?? {};
  const interaction = interactionOf(call, objectOf(fields.interaction), world);
  return {
    ...plain,
    ...(content && { content }),
    ...(interaction && { interaction }),
    ...(publicComments === true && { collaboration: { publicComments: commentsOn(call, world) } }),
    ...(fields.media === true && { media: mediaOf(call, world) }),
  };
}

function interactionOf(call: HostedCall, asked: Json | undefined, { seed, talk }: World): Json | undefined {
  const stats = talk.ofCall(call);
  if (asked === undefined || stats.length === 0) return undefined;
  const ratio = stats.find((stat) => stat.name === "Talk Ratio")?.value ?? 0.5;
  const { id } = call.person;
  const hash = hashOf(seed, call.person.index, call.weekIndex, call.place);
  return {
    ...(asked.speakers === true && {
      speakers: [{ id, userId: id, talkTime: Math.round(call.durationSeconds * ratio) }],
    }),
    ...(asked.personInteractionStats === true && { interactionStats: stats }),
    ...(asked.video === true && { video: [{ name: "Browser", duration: call.durationSeconds / 4 }] }),
    ...(asked.questions === true && { questions: { companyCount: hash % 20, nonCompanyCount: hash % 9 } }),
  };
}

const said = [
  ["Introduction", "Thanks for taking the time today.", "Happy to, we have half an hour."],
  ["Needs", "What made you look for something new?", "Our reports take a day every week."],
  ["Price", "Let me walk you through the price.", "That is above what we planned for."],
  ["Next Steps", "Shall we meet again on Thursday?", "Yes, and please send the summary."],
] as const;

/** Host and customer in turn; `start` and `end` in milliseconds from the start of the call. */
function transcriptOf(call: CallRecord, { seed }: World): Json {
  const callId = idOfCall(call, seed);
  const customer = speakerIdOf(call, seed);
  const length = "marks" in call ? Math.floor((call.durationSeconds * 1000) / said.length) : 0;
  return {
    callId,
    transcript: said.flatMap(([topic, asked, answered], turn) => {
      const pause = hashOf(seed, Number(BigInt(callId) % 1_000_003n), turn) % 1000;
      const start = turn * length + pause;
      const middle = start + Math.floor(length / 3);
      return [
        { speakerId: call.person.id, topic, sentences: [{ start, end: middle, text: asked }] },
        {
          speakerId: customer,
          topic,
          sentences: [{ start: middle, end: middle + Math.floor(length / 4), text: answered }],
        },
      ];
    }),
  };
}
