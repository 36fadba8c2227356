/**
 * Where people of the company, workspaces and customers' words can stand in the inputs and answers of the actions.
 * A limit that an action has no place for closes it, so a new action is closed until it stands here.
 */
export type Reach = {
  /** `nobody`: it is not about people; `anybody`: it may be, and cannot be narrowed. */
  readonly people: "nobody" | "anybody" | PeopleReach;
  /** `none`: what it does is not of a workspace; `any`: it may be of each, and cannot be narrowed. */
  readonly workspace: "none" | "any" | WorkspaceReach;
  /** What was said or written by customers: none of it, nothing else, or some fields, which are taken out. */
  readonly words: "none" | "all" | "some";
};

/** Paths begin with the part of the input: `body.filter.userIds`, `query.ownerEmail`, `body.parties[].userId`. */
export type PeopleReach = {
  /** Each value must be one of the persona's people. */
  readonly users?: readonly string[];
  /** A filter by ids; left out, it is filled in. */
  readonly fill?: string;
  /** Addresses that may be outside the company, but not those of other colleagues. */
  readonly guests?: readonly string[];
  /** Rows of the answer that are about somebody else, or about nobody known, are left out. */
  readonly rows?: Rows;
};

export type WorkspaceReach = {
  /** Must be the persona's workspace; left out, it is filled in. */
  readonly input?: string;
  readonly rows?: Rows & {
    /** A row that does not say where it belongs is kept, as the request was narrowed already. */
    readonly unknown?: "kept";
  };
};

/** `list` is a path in the answer, `coachingData[].directReportsMetrics`; `at` one in a row. */
export type Rows = { readonly list: string; readonly at: string };

const closed = { people: "anybody", workspace: "any", words: "none" } as const;
const open = { people: "nobody", workspace: "none", words: "none" } as const;

const userStats = (list: string): Reach => ({
  people: { fill: "body.filter.userIds", rows: { list, at: "userId" } },
  workspace: "any",
  words: "none",
});

const event = (...users: readonly string[]): Reach => ({
  people: { users, guests: ["body.nonCompanyParticipants[].email"] },
  workspace: { input: "body.workspaceId" },
  words: "none",
});

/** By the actions' names; a test holds it against all of them and their schemas. */
export const reaches: Readonly<Record<string, Reach>> = {
  "users.list": { ...open, people: { rows: { list: "users", at: "id" } } },
  "users.listByFilter": {
    ...open,
    people: { fill: "body.filter.userIds", rows: { list: "users", at: "id" } },
  },
  "users.get": { ...open, people: { users: ["path.id"] } },
  "users.settingsHistory": { ...open, people: { users: ["path.id"] } },
  "stats.activityTotals": userStats("usersAggregateActivityStats"),
  "stats.activityByPeriod": userStats("usersAggregateActivity"),
  "stats.activityByDay": userStats("usersDetailedActivities"),
  "stats.interaction": userStats("peopleInteractionStats"),
  "stats.answeredScorecards": {
    people: {
      fill: "body.filter.reviewedUserIds",
      rows: { list: "answeredScorecards", at: "reviewedUserId" },
    },
    workspace: "any",
    words: "none",
  },
  "calls.list": {
    people: { rows: { list: "calls", at: "primaryUserId" } },
    workspace: {
      input: "query.workspaceId",
      rows: { list: "calls", at: "workspaceId", unknown: "kept" },
    },
    words: "none",
  },
  "calls.listDetails": {
    people: { fill: "body.filter.primaryUserIds", rows: { list: "calls", at: "metaData.primaryUserId" } },
    workspace: {
      input: "body.filter.workspaceId",
      rows: { list: "calls", at: "metaData.workspaceId", unknown: "kept" },
    },
    words: "some",
  },
  "calls.get": closed,
  "calls.transcripts": { ...closed, workspace: { input: "body.filter.workspaceId" }, words: "all" },
  "calls.add": {
    people: {
      users: ["body.primaryUser", "body.parties[].userId"],
      guests: ["body.parties[].emailAddress"],
    },
    workspace: { input: "body.workspaceId" },
    words: "none",
  },
  "calls.addMedia": closed,
  "calls.access": closed,
  "calls.giveAccess": closed,
  "calls.removeAccess": closed,
  "calls.manualCrmAssociations": closed,
  "settings.scorecards": { ...open, workspace: { rows: { list: "scorecards", at: "workspaceId" } } },
  "settings.trackers": { ...open, workspace: { input: "query.workspaceId" } },
  "settings.callOutcomes": open,
  "workspaces.list": { ...open, workspace: { rows: { list: "workspaces", at: "id" } } },
  "coaching.metrics": {
    people: {
      users: ["query.manager-id"],
      rows: { list: "coachingData[].directReportsMetrics", at: "report.id" },
    },
    workspace: { input: "query.workspace-id" },
    words: "none",
  },
  "library.folders": { ...open, workspace: { input: "query.workspaceId" } },
  "library.folderCalls": { ...closed, words: "some" },
  "flows.list": {
    ...open,
    people: { users: ["query.flowOwnerEmail"] },
    workspace: { input: "query.workspaceId" },
  },
  "flows.folders": {
    ...open,
    people: { users: ["query.flowFolderOwnerEmail"] },
    workspace: { input: "query.workspaceId" },
  },
  "flows.steps": closed,
  "flows.prospects": {
    people: { rows: { list: "prospectsAssigned", at: "flowInstanceOwnerEmail" } },
    workspace: { rows: { list: "prospectsAssigned", at: "workspaceId" } },
    words: "none",
  },
  "flows.assign": { ...closed, people: { users: ["body.flowInstanceOwnerEmail"] } },
  "flows.assignDespiteCoolOff": { ...closed, people: { users: ["body.flowInstanceOwnerEmail"] } },
  "flows.unassignByCrmId": closed,
  "flows.unassignByInstanceId": closed,
  "flows.assignInBulk": {
    ...closed,
    people: { users: ["body.flowInstanceOwnerEmail"], guests: ["body.prospects[].email"] },
  },
  "flows.bulkAssignment": closed,
  "tasks.list": {
    ...open,
    people: { users: ["body.filter.userId"], rows: { list: "tasks", at: "userId" } },
    workspace: { input: "body.filter.workspaceId" },
  },
  "tasks.update": { ...closed, people: { users: ["body.userId"] } },
  "meetings.create": {
    ...open,
    people: { users: ["body.organizerEmail"], guests: ["body.invitees[].email"] },
  },
  "meetings.update": {
    ...open,
    people: { users: ["body.organizerEmail"], guests: ["body.invitees[].email"] },
  },
  "meetings.delete": { ...open, people: { users: ["body.organizerEmail"] } },
  "meetings.integrationStatus": { ...open, people: { users: ["body.emails[]"] } },
  "crm.integration": { ...open, people: { rows: { list: "integrations", at: "ownerEmail" } } },
  "crm.registerIntegration": { ...closed, people: { users: ["body.ownerEmail"] } },
  "crm.deleteIntegration": closed,
  "crm.entities": open,
  // Owners stand in the file, where nobody looks before it is sent.
  "crm.uploadEntities": { ...open, people: "anybody" },
  "crm.schema": open,
  "crm.uploadSchema": closed,
  "crm.requestStatus": open,
  "engagement.contentShared": {
    ...event(),
    people: {
      users: ["body.sharer.id", "body.sharer.email"],
      guests: ["body.nonCompanyParticipants[].email", "body.recipients[].email"],
    },
  },
  "engagement.contentViewed": event("body.sharer.id", "body.sharer.email"),
  "engagement.customAction": event("body.sharer.id", "body.sharer.email"),
  "engagement.interaction": closed,
  "ai.askEntity": { ...closed, workspace: { input: "query.workspaceId" }, words: "all" },
  "ai.brief": { ...closed, workspace: { input: "query.workspaceId" }, words: "all" },
  "ai.briefs": { ...open, workspace: { rows: { list: "briefs", at: "workspaceId" } } },
  "permissions.profiles": { ...open, workspace: { input: "query.workspaceId" } },
  "permissions.profile": { ...open, workspace: "any" },
  "permissions.createProfile": { ...closed, workspace: { input: "query.workspaceId" } },
  "permissions.updateProfile": closed,
  "permissions.profileUsers": { ...closed, people: { rows: { list: "users", at: "id" } } },
  "privacy.findByEmail": closed,
  "privacy.findByPhone": closed,
  "privacy.eraseByEmail": closed,
  "privacy.eraseByPhone": closed,
  "logs.list": { ...closed, people: { rows: { list: "logEntries", at: "userId" } } },
  "integrations.setOrigins": closed,
};

/** An action that does not stand above may be about anybody, anything, anywhere. */
export const reachOf = (name: string): Reach =>
  reaches[name] ?? { people: "anybody", workspace: "any", words: "all" };
