import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { z } from "zod";
import { canonical, hashOfWish } from "./approval.ts";

/** What is carried to the machine that has the owner's key. */
export const ApprovalRequest = z.strictObject({
  id: z.string(),
  hash: z.string(),
  action: z.string(),
  persona: z.string().nullable(),
  baseUrl: z.string(),
  why: z.string(),
  arguments: z.string(),
  until: z.string(),
});
export type ApprovalRequest = z.output<typeof ApprovalRequest>;

/** What comes back. It holds for one call that was asked for under this id. */
export const SignedApproval = z.strictObject({
  id: z.string(),
  hash: z.string(),
  approvedAt: z.iso.datetime(),
  signature: z.string(),
});
export type SignedApproval = z.output<typeof SignedApproval>;

/** Does the hash stand for what the request shows? Else a person would sign something that was not shown. */
export const isHonest = (request: ApprovalRequest): boolean => hashOfWish(request) === request.hash;

/** @throws {Error} when the text is no ed25519 private key as PEM */
export function ownerPrivateKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== "ed25519") throw new Error(`a key of kind ${key.asymmetricKeyType}`);
  return key;
}

/** @param ownerKey base64 of its DER, as in the settings */
export const ownerPublicKey = (ownerKey: string): KeyObject =>
  createPublicKey({ key: Buffer.from(ownerKey, "base64"), format: "der", type: "spki" });

export function signApproval(
  { id, hash }: Pick<ApprovalRequest, "id" | "hash">,
  key: KeyObject,
  at: Date,
): SignedApproval {
  const own = { id, hash, approvedAt: at.toISOString() };
  return { ...own, signature: sign(null, signedBytes(own), key).toString("base64") };
}

export function isSignedBy({ signature, ...own }: SignedApproval, key: KeyObject): boolean {
  return verify(null, signedBytes(own), key, Buffer.from(signature, "base64"));
}

/** With a heading, so that a signature for anything else of the same key is none for this. */
const signedBytes = (own: Omit<SignedApproval, "signature">): Buffer =>
  Buffer.from(`gong-digest approval 1\n${canonical(own)}`);
