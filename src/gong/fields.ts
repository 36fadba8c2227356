import { z } from "zod";

/**
 * An id of Gong: up to 20 digits, more than a number holds, so text throughout. Gong sends some as numbers;
 * those that are exact become text, others are refused.
 */
export const Id = z.union(
  [z.string().min(1), z.int().transform(String)],
  "expected an id, as text or as a whole number below 2^53",
);

/** What may stand in a path. Dots would climb it, and a slash too at a server that reads `%2F` as one. */
export const inPath = /^[\w-]{1,128}$/;

const pathIdExpected =
  "expected an id, as text or as a whole number below 2^53; in a path it has letters, digits, - and _ alone";

/** An id in a path, so that who may ask for a call can ask for nothing else. */
export const PathId = z
  .union(
    [z.string().regex(inPath, pathIdExpected), z.int(pathIdExpected).nonnegative().transform(String)],
    pathIdExpected,
  )
  .meta({ examples: ["7782342274025937895", 4096] });

/** Ids, at least one: Gong takes an empty list for none given, and answers with everything. */
export const Ids = z
  .array(Id)
  .min(1, "expected at least one id")
  .refine((ids) => new Set(ids).size === ids.length, "an id comes twice");

/** An id where Gong's documents ask for a 64-bit number: digits alone, as text or as a number below 2^53. */
export const NumericId = z
  .union(
    [z.string().regex(/^\d{1,20}$/), z.int().nonnegative().transform(String)],
    "expected an id of digits, as text or as a whole number below 2^53",
  )
  .meta({ examples: ["7782342274025937895", 4096] });

/** An id or nothing; Gong writes nothing as null, as "" and as the text "null". */
export const MaybeId = z
  .union([z.literal(["null", ""]).transform(() => null), Id], "expected an id or null")
  .nullish();

/** A time with offset and up to six digits of a second, `2026-06-10T21:50:07.428+02:00`. */
export const Moment = z.iso.datetime({ offset: true, error: "expected an ISO time with offset" });

/** A time to the second, as the CRM endpoints ask for it: `2022-02-04T18:24:59+01:00`. */
export const PlainMoment = z.iso.datetime({
  offset: true,
  precision: 0,
  error: "expected an ISO time with offset and without milliseconds",
});

/** Loose on purpose: whatever Gong has stored as an address must be found and erased by it. */
export const Email = z
  .string()
  .regex(/^[^\s@]+@[^\s@]+$/, "expected an e-mail address")
  .meta({ examples: ["dana.lee+demo@example.com"] });

export const PhoneNumber = z
  .string()
  .regex(/^\+[1-9][\d ().-]{4,30}$/, "expected + and a country code first, as in +1 425 555 2671")
  .meta({ examples: ["+1 425 555 2671", "+33142685300"] });

/** The caller's own name for an asynchronous request, to ask for its status and to keep it from running twice. */
export const ClientRequestId = z
  .string()
  .regex(/^[\w-]+$/, "expected letters, digits, - and _")
  .meta({ examples: ["upload-2026-11-16_01"] });

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

/** The answer of what has nothing else to say. */
export const accepted = { requestId: z.string().nullish() };
