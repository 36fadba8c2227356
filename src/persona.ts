import { z } from "zod";
import { Named, Switch } from "./config-parts.ts";

const countExpected = "expected a whole number from 1";
const Count = z.int(countExpected).min(1, countExpected);

const entryExpected =
  "expected an action, a catalogue name, an area, an effect (read, write, destructive) or a pattern like calls.*";
const Entry = z
  .string(entryExpected)
  .regex(/^[\w.*-]+$/, entryExpected)
  .max(100, entryExpected);

const maskExpected = "expected a field like emailAddress, a path like parties.name or a pattern like *Email*";
const Mask = z
  .string(maskExpected)
  .regex(/^[\w*-]+(\.[\w*-]+)*$/, maskExpected)
  .max(100, maskExpected);

/** What one caller may do, as it stands in `personas` of `config.yaml`. What is not included is closed. */
export const PersonaConfig = z
  .strictObject({
    include: z.array(Entry).min(1, "expected at least one entry; a persona without any could call nothing"),
    exclude: z.array(Entry).default([]),
    readOnly: Switch.prefault("off"),
    paid: Switch.prefault("off"),
    transcripts: Switch.prefault("off"),
    revoked: Switch.prefault("off"),
    /** Gong user ids or addresses. */
    people: z.array(Named).min(1, "expected at least one Gong user id or address").optional(),
    /** This person and everyone below. */
    own: Named.optional(),
    workspace: Named.optional(),
    mask: z.array(Mask).default([]),
    rows: Count.optional(),
    requestsPerDay: Count.optional(),
  })
  .refine(({ people, own }) => people === undefined || own === undefined, {
    path: ["own"],
    error: "expected people or own, not both",
  });
export type PersonaConfig = z.output<typeof PersonaConfig>;

/** The weekly job's own. */
export const jobPersonaName = "job";

/** GONG_DIGEST_MCP_TOKEN_FILE is taken. */
const reserved: readonly string[] = [jobPersonaName, "file"];

const nameExpected = `expected lower-case letters, digits and hyphens, at most 32, and not ${reserved.join(" or ")}`;

export const PersonaName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, nameExpected)
  .refine((name) => !reserved.includes(name), nameExpected);

export const Personas = z.record(PersonaName, PersonaConfig);
export type Personas = z.output<typeof Personas>;
