import type { z } from "zod";
import { ConfigError } from "../config.ts";
import { createGong, type Gong, type GongOptions } from "../gong/client.ts";
import { PersonaConfig, PersonaName } from "../persona.ts";
import { type Guard, guarded } from "./guard.ts";
import { peopleFrom } from "./people.ts";
import { type Persona, personaFaults, personaOf } from "./persona.ts";

/**
 * A client that does what a persona may and nothing else. Without `budget` a persona with a limit a day can call
 * nothing; without `approvals` nothing can be called that cannot be undone.
 *
 * @example
 * const persona = definePersona("analyst", { include: ["stats", "users"], readOnly: true });
 * const gong = createGuardedGong({ ...options, persona });
 */
export function createGuardedGong({
  persona,
  budget,
  approvals,
  note,
  ...options
}: GongOptions & Pick<Guard, "budget" | "approvals" | "note"> & { readonly persona: Persona }): Gong {
  const guard = { persona: () => persona, budget, approvals, baseUrl: options.baseUrl };
  return guarded(createGong(options), note ? { ...guard, note } : guard);
}

/**
 * A persona by the same settings as in `config.yaml`.
 *
 * @param people ids and addresses of those that `people` or `own` stand for; a program has no roster to look them up in
 * @throws {ConfigError} with a line for each fault
 */
export function definePersona(
  name: string,
  settings: z.input<typeof PersonaConfig>,
  people: Parameters<typeof peopleFrom>[0] = [],
): Persona {
  const [named, parsed] = [PersonaName.safeParse(name), PersonaConfig.safeParse(settings)];
  const issues = [...(named.error?.issues ?? []), ...(parsed.error?.issues ?? [])];
  const faults = issues.map(({ path, message }) => `${["personas", name, ...path].join(".")}: ${message}`);
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults.join("\n"));
  const personas = { [name]: parsed.data };
  const unknown = personaFaults(personas);
  if (unknown.length > 0) throw new ConfigError(unknown.join("\n"));
  return personaOf(name, personas, () => peopleFrom(people));
}
