import type { World } from "../company.ts";
import { findFlow, flowsOf, folderId, folders, shownFlow, stepId } from "../flows.ts";
import { bodyWith, type Json, Refused, type Route, textAt, textsAt } from "../protocol.ts";
import type { Person } from "../roster.ts";
import type { Store } from "../store.ts";

/** Flows, their folders and steps. */
export const flowRoutes: readonly Route[] = [
  {
    method: "GET",
    path: /^\/v2\/flows$/,
    scope: "api:flows:read",
    answer: (request, world, pager, store) => {
      checkEngage(store);
      const { query } = request;
      const owner = ownerOf(query, "flowOwnerEmail", world);
      const { items, records } = pager.page(request, "query", undefined, () =>
        flowsOf(owner)
          .filter((flow) => !query.folderId || folderId(flow.folder, world.seed) === query.folderId)
          .slice(0, query.mostRecentlyAssigned === "true" ? 20 : undefined),
      );
      const nameOf = (number: number) => folders.find((folder) => folder.number === number)?.name;
      return {
        records,
        flows: items.map((flow) => ({ ...shownFlow(flow, world), folderName: nameOf(flow.folder) })),
      };
    },
  },
  {
    method: "GET",
    path: /^\/v2\/flows\/folders$/,
    scope: "api:flows:read",
    answer: (request, world, pager, store) => {
      checkEngage(store);
      const { seed } = world;
      ownerOf(request.query, "flowFolderOwnerEmail", world);
      const wanted = request.query.parentId;
      const { items, records } = pager.page(request, "query", undefined, () =>
        folders.filter(
          ({ number, parent }) =>
            !wanted ||
            folderId(number, seed) === wanted ||
            (parent !== undefined && folderId(parent, seed) === wanted),
        ),
      );
      // As recorded: another key than documented, and the text "null" for nothing.
      const flowsFolders = items.map(({ number, name, parent }) => ({
        id: folderId(number, seed),
        name,
        parentFolderId: parent === undefined ? "null" : folderId(parent, seed),
        createdById: "null",
        visibility: "Company",
      }));
      return { records, flowsFolders };
    },
  },
  {
    method: "POST",
    path: /^\/v2\/flows\/steps$/,
    scope: "api:flows:read",
    answer: (request, world, _, store) => {
      checkEngage(store);
      const ids = textsAt(bodyWith(request.body), "flowIds", 20);
      const flows = ids.map((id) => findFlow(id, world) ?? notFound());
      return {
        flows: flows.map((flow) => ({
          ...shownFlow(flow, world),
          description: `${flow.name}, step by step`,
          steps: flow.steps.map((action, place) => ({
            id: String(stepId(flow.number, place, world.seed)),
            stepOrder: place + 1,
            action,
            ...(action === "AUTO_SEND_EMAIL" && {
              subject: "Hello",
              body: "Dear {{first_name}}",
              isReply: false,
            }),
          })),
        })),
      };
    },
  },
];

/** @throws {Refused} 403 without a licence for Engage */
export function checkEngage(store: Store): void {
  if (!store.settings.engage) throw new Refused(403, "Your company has no license for Gong Engage");
}

export function ownerOf(given: Json, name: string, { roster }: World): Person {
  const email = textAt(given, name);
  const owner = roster.people.find((person) => person.email === email);
  if (owner === undefined) throw new Refused(400, `${name}: no such user`);
  return owner;
}

function notFound(): never {
  throw new Refused(404, "One or more flows not found");
}
