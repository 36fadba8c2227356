import type { Action } from "./action.ts";
import {
  addCall,
  addCallMedia,
  callAccess,
  callTranscripts,
  getCall,
  giveCallAccess,
  listCallDetails,
  listCalls,
  manualCrmAssociations,
  removeCallAccess,
} from "./calls.ts";
import {
  crmEntities,
  crmIntegration,
  crmRequestStatus,
  crmSchema,
  deleteCrmIntegration,
  registerCrmIntegration,
  uploadCrmEntities,
  uploadCrmSchema,
} from "./crm.ts";
import { eraseByEmail, eraseByPhone, findByEmail, findByPhone } from "./data-privacy.ts";
import { contentShared, contentViewed, customAction, digitalInteraction } from "./engagement.ts";
import { setIntegrationOrigins } from "./integration-settings.ts";
import { createMeeting, deleteMeeting, meetingIntegration, updateMeeting } from "./meetings.ts";
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
  listWorkspaces,

  listCalls,
  listCallDetails,
  getCall,
  callTranscripts,
  addCall,
  addCallMedia,
  callAccess,
  giveCallAccess,
  removeCallAccess,
  manualCrmAssociations,

  crmIntegration,
  registerCrmIntegration,
  deleteCrmIntegration,
  crmEntities,
  uploadCrmEntities,
  crmSchema,
  uploadCrmSchema,
  crmRequestStatus,

  findByEmail,
  findByPhone,
  eraseByEmail,
  eraseByPhone,

  createMeeting,
  updateMeeting,
  deleteMeeting,
  meetingIntegration,

  contentShared,
  contentViewed,
  customAction,
  digitalInteraction,
  setIntegrationOrigins,
];
