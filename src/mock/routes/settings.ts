import { idKind, idOf, workspaceIdOf } from "../ids.ts";
import { Refused, type Route } from "../protocol.ts";

const trackers = [
  { name: "Competitors", keywords: ["other vendor", "alternative"], isBuiltIn: false },
  { name: "Pricing", keywords: ["price", "discount"], isBuiltIn: true },
  { name: "Next steps", keywords: ["follow up", "next week"], isBuiltIn: true },
] as const;

/** Name, mood, and whether somebody answered. */
const outcomes = [
  ["Meeting booked", "POSITIVE", true],
  ["Bad timing", "NEGATIVE", true],
  ["Opt out", "NEGATIVE", true],
  ["Left voicemail", "NEUTRAL", false],
  ["Busy", "NEUTRAL", false],
] as const;

/** Settings of the company. */
export const settingsRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/workspaces$/,
    scope: "api:workspaces:read",
    answer: (_, { seed }) => ({
      workspaces: [
        {
          id: workspaceIdOf(seed),
          name: "Initial workspace",
          description: "The built-in workspace",
        },
      ],
    }),
  },
  {
    method: "GET",
    path: /^\/v2\/settings\/trackers$/,
    scope: "api:settings:trackers:read",
    answer: (request, { seed, roster, time, firstDay }) => {
      const workspaceId = workspaceIdOf(seed);
      const wanted = request.query.workspaceId;
      if (wanted !== undefined && wanted !== workspaceId) throw new Refused(404, "Workspace not found");
      const created = time.iso(firstDay, 36_000_000_000, 0);
      return {
        keywordTrackers: trackers.map(({ name, keywords, isBuiltIn }, place) => ({
          trackerId: String(idOf(seed, idKind.tracker, place + 1)),
          trackerName: name,
          workspaceId,
          languageKeywords: [{ language: "eng", keywords, includeRelatedForms: true }],
          affiliation: "Anyone",
          partOfQuestion: false,
          saidAt: "Anytime",
          saidAtInterval: null,
          saidAtUnit: null,
          saidInTopics: [],
          filterQuery: "{}",
          created,
          creatorUserId: isBuiltIn ? null : roster.people[0]?.id,
          updated: created,
          updaterUserId: isBuiltIn ? null : roster.people[0]?.id,
        })),
      };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/call-outcomes$/,
    scope: "api:call-outcomes:read",
    answer: () => ({
      outcomes: outcomes.map(([callOutcome, sentiment, isAnswered], place) => ({
        callOutcome,
        displayOrder: place + 1,
        connectStatus: isAnswered ? "CONNECTED" : "NOT_CONNECTED",
        sentiment,
        todoAction: isAnswered ? "COMPLETE_AND_REMOVE" : "COMPLETE",
        automation: callOutcome === "Opt out" ? "MARK_AS_OPT_OUT" : null,
        category: isAnswered ? "ANSWERED" : "NOT_ANSWERED",
      })),
    }),
  },
];
