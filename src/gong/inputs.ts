import { z } from "zod";
import { Id } from "./fields.ts";

/** An id where Gong reads a 64-bit number: digits only, still text, since a number cannot hold all of them. */
export const NumericId = Id.pipe(z.string().regex(/^\d{1,20}$/, "expected an id made of digits"));

/** An address with something on both sides of the @; Gong decides about the rest. */
export const Email = z.string().regex(/^[^\s@]+@[^\s@]+$/, "expected an e-mail address");

/** Ids without repetition, from one to as many as Gong takes in one request. */
export function idsUpTo(maximum: number) {
  return z
    .array(Id)
    .min(1)
    .max(maximum)
    .refine((ids) => new Set(ids).size === ids.length, "expected no id twice")
    .describe(`at most ${maximum} in one request`);
}
