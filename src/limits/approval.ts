import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Action, FileInput, InputOf } from "../gong/action.ts";
import { isMembers } from "./at.ts";
import { LimitError } from "./error.ts";

/** How long somebody has to approve a call, and how long the approval then holds. */
export const approvalMs = 600_000;

/** A call that needs an approval, as exactly as it would be made. */
export type Wish = {
  /** Of everything below it but `why`: what is approved is this and nothing else. */
  readonly hash: string;
  readonly action: string;
  readonly persona: string | null;
  readonly baseUrl: string;
  /** JSON with sorted members; of a file its path and the SHA-256 of its bytes. */
  readonly arguments: string;
  readonly why: string;
};

export type Claim =
  | {
      readonly state: "claimed";
      readonly id: string;
      /** `refused`: Gong said no; `unknown`: nobody here knows whether it took effect. */
      readonly end: (outcome: "done" | "refused" | "unknown") => void;
    }
  | {
      readonly state: "asked";
      readonly id: string;
      /** ISO time. */
      readonly until: string;
      /** When an approval of the very same call was used up by a call whose end nobody knows. */
      readonly lost: string | null;
    };

/** Where approvals are kept. */
export type Approvals = {
  /** Uses up an approval of exactly this, on disk when it returns; without one, asks for it. */
  readonly claim: (wish: Wish) => Claim;
};

/** @throws {LimitError} `denied` for a stream, of which nobody can say beforehand what is in it */
export async function wishOf(
  action: Action,
  input: InputOf<Action>,
  parts: { readonly persona: string | null; readonly baseUrl: string; readonly why: string },
): Promise<Wish> {
  const { file, ...rest } = input as { readonly file?: FileInput };
  const given = file === undefined ? rest : { ...rest, file: await fingerprint(action, file) };
  const text = canonical(given);
  const { persona, baseUrl, why } = parts;
  const own = { action: action.name, persona, baseUrl: new URL(baseUrl).origin, arguments: text };
  return { ...own, hash: hashOfWish(own), why };
}

export const hashOfWish = ({
  action,
  persona,
  baseUrl,
  arguments: text,
}: Omit<Wish, "hash" | "why">): string =>
  createHash("sha256")
    .update(canonical([action, text, persona, baseUrl]))
    .digest("hex");

/** JSON in which members are sorted, so that the same value is always the same text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(",")}]`;
  if (!isMembers(value)) return typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? "null");
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
}

async function fingerprint(action: Action, { path, deletes = false }: FileInput) {
  if (path === undefined) {
    throw new LimitError(
      "denied",
      `${action.name}: nothing was sent; it needs an approval, which holds for the bytes of a file and not for a stream. Give the path of a file`,
    );
  }
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new LimitError(
      "denied",
      `${action.name}: nothing was sent; file.path: ${path} cannot be read (${code})`,
    );
  }
  return { path, deletes, sha256: hash.digest("hex") };
}
