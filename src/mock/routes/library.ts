import { callsBetween, idOfCall, metaDataOf, urlOf } from "../call-records.ts";
import type { World } from "../company.ts";
import { idKind, idOf, workspaceIdOf } from "../ids.ts";
import { type Json, Refused, type Route, textAt } from "../protocol.ts";

const folders = [
  { number: 1, name: "Best calls", parent: undefined },
  { number: 2, name: "Handling price", parent: 1 },
  { number: 3, name: "Onboarding", parent: undefined },
] as const;
const callsEach = 4;
const dayMs = 86_400_000;

/** The library of calls that are worth hearing. */
export const libraryRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/library\/folders$/,
    scope: "api:library:read",
    answer: (request, world) => {
      const { workspaceId } = request.query;
      if (workspaceId !== undefined && workspaceId !== workspaceIdOf(world.seed)) {
        throw new Refused(404, "No folders found");
      }
      return {
        folders: folders.map((folder) => ({
          ...shown(folder, world),
          parentFolderId: folder.parent === undefined ? null : idOfFolder(folder.parent, world),
        })),
      };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/library\/folder-content$/,
    scope: "api:library:read",
    answer: (request, world, _, store) => {
      const id = textAt(request.query, "folderId");
      const folder = folders.find(({ number }) => idOfFolder(number, world) === id);
      if (folder === undefined) throw new Refused(404, `Folder ID ${id} was not found`);
      const now = world.now.toMillis();
      const first = (folder.number - 1) * callsEach;
      const calls = callsBetween(now - 7 * dayMs, now, world, store).slice(first, first + callsEach);
      return {
        ...shown(folder, world),
        calls: calls.map((call, place) => {
          const callId = idOfCall(call, world.seed);
          return {
            id: callId,
            title: metaDataOf(call, world).title,
            ...(place === 0 && { note: "Listen to the opening" }),
            addedBy: world.roster.people[0]?.id,
            created: world.time.iso(world.today - 1, 43_200_000_000, 0),
            url: urlOf(callId),
            ...(place % 2 === 0 && { snippet: { fromSec: 30, toSec: 120 } }),
          };
        }),
      };
    },
  },
];

const idOfFolder = (number: number, { seed }: World): string =>
  String(idOf(seed, idKind.libraryFolder, number));

function shown({ number, name }: (typeof folders)[number], world: World): Json {
  return {
    id: idOfFolder(number, world),
    name,
    createdBy: world.roster.people[0]?.id,
    updated: world.time.iso(world.today - number, 43_200_000_000, 0),
  };
}
