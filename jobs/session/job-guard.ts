import type { AuditLog, Origin } from "../../src/limits/audit-log.ts";
import { noteUncalled } from "../../src/limits/audited.ts";
import type { Guard } from "../../src/limits/guard.ts";
import { jobPersona, keyPersona } from "../../src/limits/persona.ts";

/** The weekly job, backfill and doctor read what they need, and can call nothing else by mistake. */
export const jobGuard = (baseUrl: string): Guard => ({ persona: () => jobPersona, baseUrl });

/** To find out what a key may be used for. */
export const keyGuard = (baseUrl: string): Guard => ({ persona: () => keyPersona, baseUrl });

/** The same guard, whose refusals are written down beside the calls. */
export const withNotes = (guard: Guard, log: AuditLog, origin: Origin): Guard => ({
  ...guard,
  note: (action, input, decision, reason) => noteUncalled(log, origin, action, input, decision, reason),
});
