import { isMembers, type Members } from "../limits/at.ts";
import { LimitError } from "../limits/error.ts";
import type { Guard } from "../limits/guard.ts";
import { createMask } from "../limits/mask.ts";
import { type People, withoutOthers } from "../limits/people.ts";
import type { Persona } from "../limits/persona.ts";
import type { HistoryReads } from "./history-tools.ts";
import { mayRead } from "./permission.ts";

/**
 * The history as a persona may read it. It has counts and names and nothing of what was said, so no persona is kept from
 * it for want of `transcripts`. A persona that is bound to people has what is about one of them: their own
 * series and findings, never what teams, the company or others did.
 */
export function guardedHistory(
  reads: HistoryReads,
  { persona: current }: Pick<Guard, "persona">,
): HistoryReads {
  const open = (tool: string): Persona | null => {
    const persona = current();
    const reason = persona && mayRead(tool, { caller: "model", writes: false, paid: false, persona });
    if (reason !== null) throw new LimitError("denied", reason);
    return persona;
  };
  return {
    async series(query) {
      const persona = open("history_series");
      if (!persona?.people) return cleared(await reads.series(query), persona);
      const answer = await reads.series({ ...query, level: "person" });
      return cleared(withRowsOf(answer, "rows", persona.people), persona);
    },
    async findings(week) {
      const persona = open("history_findings");
      const answer = (await reads.findings(week)) as Members;
      if (!persona?.people) return cleared(answer, persona);
      // The headline and the counts are the company's.
      const { week: own, findings } = answer;
      return cleared(withRowsOf({ week: own, findings }, "findings", persona.people), persona);
    },
    async explain(finding) {
      const persona = open("explain_finding");
      const [, level, entity] = finding.split(":");
      if (persona?.people && !(level === "person" && persona.people.has(entity))) {
        throw notTheirs("explain_finding", "finding", persona);
      }
      return cleared(await reads.explain(finding), persona);
    },
    async digest(query) {
      const persona = open("digest_of_week");
      if (persona?.people && !(query.scope === "person" && persona.people.has(query.who))) {
        throw notTheirs("digest_of_week", "scope: person with who", persona);
      }
      return cleared(await reads.digest(query), persona);
    },
  };
}

function cleared(answer: object, persona: Persona | null): object {
  if (persona === null) return answer;
  let own: unknown = answer;
  if (persona.people) own = withoutOthers(own, persona.people);
  const shown = createMask(persona.mask)(own) as Members;
  return persona.rows === undefined ? shown : withFewerRows(shown, persona.rows);
}

function withRowsOf(answer: object, list: string, people: People): object {
  const rows = (answer as Members)[list];
  if (!Array.isArray(rows)) return answer;
  const kept = rows.filter((row) => {
    if (!isMembers(row)) return false;
    const { level, id, entity } = row;
    const who = isMembers(entity) ? entity.id : id;
    return level === "person" && people.has(who);
  });
  return { ...answer, [list]: kept };
}

function withFewerRows(answer: Members, most: number): Members {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      ["rows", "findings"].includes(name) && Array.isArray(value) ? value.slice(0, most) : value,
    ]),
  );
}

const notTheirs = (tool: string, field: string, { name }: Persona): LimitError =>
  new LimitError("denied", `${tool}: ${field} is not about one of persona ${name}'s people`);
