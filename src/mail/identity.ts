import { createHash } from "node:crypto";
import type { Digest } from "../digest.ts";
import { type Address, domainOf } from "./address.ts";

/** Which mail it is: what one recipient is told about one scope and week, and which telling of it. */
export type Identity = {
  readonly digest: Pick<Digest, "week" | "scope">;
  readonly to: Address;
  /** 1 for the first mail about a week, 2 for its correction. */
  readonly revision: number;
};

/**
 * 24 hexadecimal digits that depend on week, scope, recipient and revision and on nothing else, so that a mail
 * built a second time is known as the same one.
 */
export function identityOf({ digest, to, revision }: Identity): string {
  const { kind, id } = digest.scope;
  const parts = [digest.week, kind, id, to.address.toLowerCase(), revision];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
}

/** @example messageIdOf(identity, from); // => "<2026-W46.0f3c…@example.com>" */
export function messageIdOf(identity: Identity, from: Address): string {
  return `<${identity.digest.week}.${identityOf(identity)}@${domainOf(from)}>`;
}

/** The Message-IDs of the mails that a later revision corrects, first to last; none for a first mail. */
export function earlierIdsOf(identity: Identity, from: Address): readonly string[] {
  return Array.from({ length: identity.revision - 1 }, (_, at) =>
    messageIdOf({ ...identity, revision: at + 1 }, from),
  );
}
