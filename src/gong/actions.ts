import type { Action } from "./action.ts";
import { listCallDetails, listCalls } from "./calls.ts";
import { scorecardSettings } from "./settings.ts";
import {
  activityByDay,
  activityByPeriod,
  activityTotals,
  answeredScorecards,
  interactionStats,
} from "./stats.ts";
import { listUsers, userSettingsHistory } from "./users.ts";
import { listWorkspaces } from "./workspaces.ts";

/** Every action there is, by area. Adding one is adding its object to its area and to this list. */
export const actions: readonly Action[] = [
  listUsers,
  userSettingsHistory,
  activityTotals,
  activityByPeriod,
  activityByDay,
  interactionStats,
  answeredScorecards,
  scorecardSettings,
  listCalls,
  listCallDetails,
  listWorkspaces,
];
