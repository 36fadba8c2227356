import type { Gong } from "../gong/client.ts";
import { GongError } from "../gong/error.ts";
import { listUsers } from "../gong/users.ts";

/** Somebody in Gong's list of users, as it stands today. */
export type RosterPerson = {
  readonly id: string;
  /** First and last name as Gong has them, not yet cleaned; the address or id where both are empty. */
  readonly name: string;
  readonly email: string | null;
  readonly managerId: string | null;
  readonly active: boolean;
  /** ISO time with offset; null where Gong gives none. */
  readonly createdAt: string | null;
};

/**
 * Everybody in Gong, inactive people included, managers linked by id.
 *
 * @throws {GongError} `incomplete` when the list is empty: a company has people, so an empty list is a fault
 */
export async function readRoster(gong: Gong): Promise<readonly RosterPerson[]> {
  const people: RosterPerson[] = [];
  for await (const { rows } of gong.pages(listUsers, {})) {
    for (const user of rows) {
      const name = [user.firstName, user.lastName].filter(Boolean).join(" ").trim();
      people.push({
        id: user.id,
        name: /[\p{L}\p{N}]/u.test(name) ? name : user.emailAddress || user.id,
        email: user.emailAddress ?? null,
        // Somebody who manages himself is not his own report.
        managerId: user.managerId === user.id ? null : (user.managerId ?? null),
        active: user.active,
        createdAt: user.created ?? null,
      });
    }
  }
  if (people.length === 0) {
    throw new GongError(
      "incomplete",
      "Gong lists no users; expected at least one. Check gong.baseUrl and the key",
      {
        route: listUsers.route,
      },
    );
  }
  return people;
}
