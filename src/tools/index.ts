/** What other programs import as `gong-digest`: every action, and the client that calls them. */

export type { Action, AnswerOf, Effect, InputOf, ListAction, Retry, RowOf } from "../gong/action.ts";
export { defineAction } from "../gong/action.ts";
export { actions } from "../gong/actions.ts";
export * from "../gong/calls.ts";
export { createGong, type Gong, type GongOptions } from "../gong/client.ts";
export type { Credentials } from "../gong/credentials.ts";
export { GongError, type GongErrorKind } from "../gong/error.ts";
export type { Page } from "../gong/paging.ts";
export type { DayCount } from "../gong/rate.ts";
export * from "../gong/settings.ts";
export * from "../gong/stats.ts";
export * from "../gong/users.ts";
export * from "../gong/workspaces.ts";
export { findAction } from "./catalogue.ts";
export { type Format, formats } from "./format.ts";
export { exportOf } from "./formats.ts";
