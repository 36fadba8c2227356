import { isComplete } from "../../src/history/ledger.ts";
import { toldRecipients } from "../../src/history/told.ts";
import { type Reach, scopeKey } from "../../src/mail/scope.ts";
import type { Week } from "../../src/week.ts";
import type { Slot, Statement } from "../../src/words/statement.ts";
import type { Session } from "../session/session.ts";
import { judgedWeekInTurns } from "./judged-week.ts";

/** Weeks without a digest that are judged so that a catch-up can say what each would have told. */
const mostJudged = 8;

/** What a scope has missed since its last digest. */
export type Gap = { readonly isCatchUp: boolean; readonly notes: readonly Statement[] };

/**
 * What each scope missed of the weeks between the last digest and the one that is due. A scope that was told about one of
 * them, while other mails of that week did not leave, has not missed it.
 */
export async function gapOf(
  session: Session,
  between: readonly Week[],
  reaches: readonly Reach[],
): Promise<(reach: Reach) => Gap> {
  const database = await session.history();
  const { usual } = session.settings.config;
  const isCounted = between.length <= mostJudged && between.every((week) => isComplete(database, week));
  const gaps = new Map<string, { missed: Week[]; parts: Statement[] }>(
    reaches.map(({ scope }) => [scopeKey(scope), { missed: [], parts: [] }]),
  );
  for (const week of between) {
    const judged = isCounted ? await judgedWeekInTurns(session.signal, database, week, usual) : null;
    for (const reach of reaches) {
      const key = scopeKey(reach.scope);
      const gap = gaps.get(key);
      if (!gap || gap.missed.includes(week) || toldRecipients(database, week, key).length > 0) continue;
      gap.missed.push(week);
      if (judged === null) continue;
      const findings = { count: judged.countFor(reach) };
      gap.parts.push({ pattern: "noteGapWeek", slots: { week: { week }, findings } });
    }
  }
  return ({ scope }) => {
    const { missed = [], parts = [] } = gaps.get(scopeKey(scope)) ?? {};
    const [from, to] = [missed[0], missed.at(-1)];
    if (from === undefined || to === undefined) return { isCatchUp: false, notes: [] };
    const isOne: Slot = { choice: from === to ? "yes" : "no" };
    const span = { from: { week: from }, to: { week: to }, isOne };
    if (!isCounted) return { isCatchUp: true, notes: [{ pattern: "noteGap", slots: span }] };
    return { isCatchUp: true, notes: [{ pattern: "noteGapFound", slots: { ...span, weeks: { parts } } }] };
  };
}
