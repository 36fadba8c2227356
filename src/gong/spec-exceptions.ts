/** Where we knowingly differ from Gong's document, and why. */
export type SpecException = {
  readonly route: string;
  readonly places: readonly string[];
  /** The very difference, in the words of the check; another one at the same place still shows. */
  readonly fault: string;
  readonly reason: string;
};

export const specExceptions: readonly SpecException[] = [
  {
    route: "GET /v2/calls/manual-crm-associations",
    places: ["operation"],
    fault: "the document has no such operation",
    reason: "in the catalogue and the 2023 document, in none since; kept, and marked as deprecated",
  },
  {
    route: "POST /v2/calls/extensive",
    places: ["body.contentSelector.exposedFields.content.pointsOfInterest"],
    fault: "the document has it, we do not",
    reason: "taken away on 2025-01-23, highlights took its place",
  },
  {
    route: "GET /v2/crm/entities",
    places: ["query.objectsCrmIds"],
    fault: "the document has it, we do not",
    reason: "the text says that the ids go in the body of the GET, and without one Gong answers 415",
  },
  {
    route: "GET /v2/crm/entities",
    places: ["body"],
    fault: "we send application/json, the document has none",
    reason: "the ids, which the document has in the query by mistake",
  },
  {
    route: "POST /v2/crm/entities",
    places: ["query.integrationId", "query.objectType", "query.clientRequestId"],
    fault: "we have it, the document does not",
    reason: "mandatory by the text of the operation, forgotten in its list of parameters",
  },
  {
    route: "DELETE /v2/meetings/{meetingId}",
    places: ["body.organizerEmail"],
    fault: "required for us, optional in the document",
    reason: "optional by the document; without it nobody's meeting would be deleted",
  },
  {
    route: "PUT /v2/calls/users-access",
    places: ["body.callAccessList"],
    fault: "required for us, optional in the document",
    reason: "optional by the document; without it the request says nothing",
  },
  {
    route: "DELETE /v2/calls/users-access",
    places: ["body.callAccessList"],
    fault: "required for us, optional in the document",
    reason: "optional by the document; without it the request says nothing",
  },
  {
    route: "POST /v2/meetings/integration/status",
    places: ["body.emails"],
    fault: "required for us, optional in the document",
    reason: "optional by the document; without it the request asks nothing",
  },
  {
    route: "GET /v2/library/folder-content",
    places: ["query.folderId"],
    fault: "required for us, optional in the document",
    reason: "optional by the document; without it there is no folder to read",
  },
  {
    route: "POST /v2/flows/steps",
    places: ["body.flowIds"],
    fault: "required for us, optional in the document",
    reason: "optional by the document; without it the request asks nothing",
  },
  {
    route: "GET /v2/flows/folders",
    places: ["answer.flows[].parentFolderId", "answer.flows[].createdById"],
    fault: "we read it, the document does not have it",
    reason: "the document describes a folder as if it were a flow; recorded answers have both",
  },
];
