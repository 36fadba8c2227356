import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, Id, MaybeId } from "./fields.ts";

const Folder = z.looseObject({
  id: Id,
  name: z.string().nullish(),
  createdBy: MaybeId,
  updated: z.string().nullish(),
});

export const libraryFolders = defineAction({
  name: "library.folders",
  slug: "GONG_RETRIEVE_LIBRARY_FOLDERS_V2_LIBRARY_FOLDERS",
  summary: "Public folders of the call library; with several workspaces, workspaceId is needed",
  route: "GET /v2/library/folders",
  scope: "api:library:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({ workspaceId: Id.optional() }),
  answer: z.looseObject({
    ...accepted,
    folders: z.array(Folder.extend({ parentFolderId: MaybeId })),
  }),
});

export const libraryFolderCalls = defineAction({
  name: "library.folderCalls",
  slug: "GONG_LIST_FOLDER_CALLS",
  summary: "Calls in a library folder, with note and snippet (seconds from the start of the call)",
  route: "GET /v2/library/folder-content",
  scope: "api:library:read",
  effect: "read",
  retry: "safe",
  query: z.strictObject({ folderId: Id.describe("needed, though Gong calls it optional") }),
  answer: Folder.extend({
    ...accepted,
    calls: z.array(
      z.looseObject({
        id: Id,
        title: z.string().nullish(),
        note: z.string().nullish(),
        addedBy: MaybeId,
        created: z.string().nullish(),
        url: z.string().nullish(),
        snippet: z.looseObject({ fromSec: z.int().nullish(), toSec: z.int().nullish() }).nullish(),
      }),
    ),
  }),
});

export const libraryActions = [libraryFolders, libraryFolderCalls] as const;
