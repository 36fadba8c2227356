import type { Action } from "./action.ts";
import { aiActions } from "./ai.ts";
import { callActions } from "./calls.ts";
import { coachingActions } from "./coaching.ts";
import { crmActions } from "./crm.ts";
import { dataPrivacyActions } from "./data-privacy.ts";
import { engagementActions } from "./engagement.ts";
import { flowProspectActions } from "./flow-prospects.ts";
import { flowActions } from "./flows.ts";
import { integrationSettingsActions } from "./integration-settings.ts";
import { libraryActions } from "./library.ts";
import { logActions } from "./logs.ts";
import { meetingActions } from "./meetings.ts";
import { permissionProfileActions } from "./permission-profiles.ts";
import { settingsActions } from "./settings.ts";
import { statsActions } from "./stats.ts";
import { taskActions } from "./tasks.ts";
import { userActions } from "./users.ts";
import { workspaceActions } from "./workspaces.ts";

/** Every action there is, by area. Adding one is adding its object to the list of its area. */
export const actions: readonly Action[] = [
  ...userActions,
  ...statsActions,
  ...callActions,
  ...settingsActions,
  ...workspaceActions,
  ...coachingActions,
  ...libraryActions,
  ...flowActions,
  ...flowProspectActions,
  ...taskActions,
  ...meetingActions,
  ...crmActions,
  ...engagementActions,
  ...aiActions,
  ...permissionProfileActions,
  ...dataPrivacyActions,
  ...logActions,
  ...integrationSettingsActions,
];
