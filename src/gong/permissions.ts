import { z } from "zod";
import { Id } from "./fields.ts";

/** What a profile may allow with a plain yes or no, by Gong's own names. */
export const permissions = [
  "scoreCalls",
  "overrideScore",
  "downloadCallMedia",
  "shareCallsWithCustomers",
  "manuallyScheduleAndUploadCalls",
  "privateCalls",
  "deleteCalls",
  "trimCalls",
  "listenInCalls",
  "deleteEmails",
  "callsAndSearch",
  "library",
  "deals",
  "createEditAndDeleteDealsBoards",
  "dealsInlineEditing",
  "account",
  "coaching",
  "usage",
  "teamStats",
  "initiatives",
  "market",
  "activity",
  "forecast",
  "forecastManage",
  "engageManageCompanyTemplates",
  "engageManageCompanySequences",
  "engageCreateAndManageRulesets",
  "engageSnoozeFlowToDosForOthers",
  "engageAllowCrmFieldsViewChange",
  "viewEngageAnalyticsActivity",
  "viewEngageAnalyticsPerformance",
  "viewEngageAnalyticsFlows",
  "manageGeneralBusinessSettings",
  "manageScorecards",
  "exportCallsAndCoachingDataToCSV",
  "crmDataInlineEditing",
  "crmDataImport",
  "viewRevenueAnalytics",
  "manageRevenueAnalytics",
  "engageReassignFlowToDosToOthers",
  "engageAssignFlowToDosToOthers",
  "dealsDataExport",
  "aiBuilder",
  "orchestrateCreateAndManagePlays",
] as const;

/** A profile is read, changed and given back whole; what Gong gave as null is then left out. */
function given<S extends z.ZodType>(schema: S) {
  return schema.nullish().transform((value) => value ?? undefined);
}

const YesOrNo = given(z.boolean());
/** Unlike in a filter, an empty list means nobody here. */
const IdList = given(z.array(Id));

/** Whose records may be seen. `teamLeadIds` says whose teams when it is `managers-team`. */
const Access = z
  .strictObject({
    permissionLevel: given(z.enum(["all", "managers-team", "report-to-them", "own", "none"])),
    teamLeadIds: IdList,
  })
  .optional();

/** A whole profile as it is given to Gong. */
export const ProfileInput = z.strictObject({
  id: given(Id),
  name: given(z.string()),
  description: given(z.string()),
  callsAccess: Access,
  libraryFolderAccess: z
    .strictObject({
      permissionLevel: given(z.enum(["none", "all", "specific-folders"])),
      libraryFolderIds: IdList,
      managePublicFolder: YesOrNo,
      manageStreams: YesOrNo,
      manageFolderCalls: YesOrNo,
      shareFoldersAndStreams: YesOrNo,
    })
    .optional(),
  dealsAccess: Access,
  forecastPermissions: z
    .strictObject({ forecastAccess: Access, forecastEditSubmissions: Access, forecastEditTargets: Access })
    .optional(),
  coachingAccess: Access,
  insightsAccess: Access,
  usageAccess: Access,
  emailsAccess: Access,
  ...(Object.fromEntries(permissions.map((name) => [name, YesOrNo])) as Record<
    (typeof permissions)[number],
    typeof YesOrNo
  >),
});
