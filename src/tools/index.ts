/**
 * What other programs import as `gong-digest`: every action, the bare client that calls them, and the one that keeps
 * to a persona.
 */

export type {
  Action,
  AnswerOf,
  Effect,
  FileInput,
  InputOf,
  ListAction,
  Retry,
  RowOf,
  Upload,
} from "../gong/action.ts";
export { defineAction } from "../gong/action.ts";
export { actions } from "../gong/actions.ts";
export * from "../gong/ai.ts";
export * from "../gong/calls.ts";
export { createGong, type Gong, type GongOptions } from "../gong/client.ts";
export * from "../gong/coaching.ts";
export type { Credentials } from "../gong/credentials.ts";
export * from "../gong/crm.ts";
export * from "../gong/data-privacy.ts";
export * from "../gong/engagement.ts";
export { GongError, type GongErrorKind } from "../gong/error.ts";
export * from "../gong/flow-prospects.ts";
export * from "../gong/flows.ts";
export * from "../gong/integration-settings.ts";
export * from "../gong/library.ts";
export * from "../gong/logs.ts";
export * from "../gong/meetings.ts";
export type { Page } from "../gong/paging.ts";
export * from "../gong/permission-profiles.ts";
export { type Preview, previewOf } from "../gong/preview.ts";
export type { DayCount, Pace } from "../gong/rate.ts";
export * from "../gong/settings.ts";
export * from "../gong/stats.ts";
export * from "../gong/tasks.ts";
export * from "../gong/users.ts";
export * from "../gong/workspaces.ts";
export type { Approvals, Claim, Wish } from "../limits/approval.ts";
export { LimitError, type LimitErrorKind } from "../limits/error.ts";
export { type Budget, type Guard, guarded } from "../limits/guard.ts";
export { createGuardedGong, definePersona } from "../limits/guarded-gong.ts";
export type { Persona } from "../limits/persona.ts";
export { findAction } from "./catalogue.ts";
export { type Format, formats } from "./format.ts";
export { exportOf } from "./formats.ts";
