import type { Route } from "../protocol.ts";
import { aiRoutes } from "./ai.ts";
import { callRoutes } from "./calls.ts";
import { coachingRoutes } from "./coaching.ts";
import { crmRoutes } from "./crm.ts";
import { dataPrivacyRoutes } from "./data-privacy.ts";
import { engagementRoutes } from "./engagement.ts";
import { flowProspectRoutes } from "./flow-prospects.ts";
import { flowRoutes } from "./flows.ts";
import { libraryRoutes } from "./library.ts";
import { logRoutes } from "./logs.ts";
import { meetingRoutes } from "./meetings.ts";
import { newCallRoutes } from "./new-calls.ts";
import { permissionProfileRoutes } from "./permission-profiles.ts";
import { scorecardRoutes } from "./scorecards.ts";
import { settingsRoutes } from "./settings.ts";
import { statsRoutes } from "./stats.ts";
import { taskRoutes } from "./tasks.ts";
import { userRoutes } from "./users.ts";

/** Everything that the mock answers. */
export const routes: readonly Route[] = [
  ...userRoutes,
  ...statsRoutes,
  ...scorecardRoutes,
  ...callRoutes,
  ...newCallRoutes,
  ...crmRoutes,
  ...dataPrivacyRoutes,
  ...meetingRoutes,
  ...engagementRoutes,
  ...flowRoutes,
  ...flowProspectRoutes,
  ...taskRoutes,
  ...libraryRoutes,
  ...coachingRoutes,
  ...permissionProfileRoutes,
  ...aiRoutes,
  ...logRoutes,
  ...settingsRoutes,
];
