import { z } from "zod";

/**
 * An id of Gong: up to 20 digits, more than a number holds, so text throughout. Gong sends some as numbers;
 * those that are exact become text, others are refused.
 */
export const Id = z.union(
  [z.string().min(1), z.int().transform(String)],
  "expected an id, as text or as a whole number below 2^53",
);

/** An id or nothing; Gong writes nothing as null, as "" and as the text "null". */
export const MaybeId = z
  .union([z.literal(["null", ""]).transform(() => null), Id], "expected an id or null")
  .nullish();

/** A time with offset and up to six digits of a second, `2026-06-10T21:50:07.428+02:00`. */
export const Moment = z.iso.datetime({ offset: true, error: "expected an ISO time with offset" });

/** A number, also as text, as in a recorded answer: `"minRange":"1"`. */
export const Numeric = z.union(
  [
    z.number(),
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number),
  ],
  "expected a number",
);

export const Cursor = z.string().min(1).describe("Gong's mark of the next page, as the last answer gave it");

/** Gong's page count. The page size is Gong's choice; `cursor` is absent on the last page. */
export const Records = z.looseObject({
  totalRecords: z.int("expected a whole number from 0").nonnegative("expected a whole number from 0"),
  cursor: z.string().nullish(),
});

/** What the answers of all lists share; `records` is absent when Gong does not page. */
export const listed = { requestId: z.string().nullish(), records: Records.nullish() };
