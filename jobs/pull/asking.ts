import type { Gong } from "../../src/gong/client.ts";
import { GongError } from "../../src/gong/error.ts";
import { counted } from "../../src/text.ts";
import type { Week } from "../../src/week.ts";
import type { Session } from "../session/session.ts";

/** Questions to Gong that a run can do without. */
export type Asking = {
  /** Requests that may still be made. */
  left(): number;
  /**
   * The answer, or null when Gong will not give it or the requests are used up. A refusal ends all questions of the
   * same name, trouble with Gong itself ends all of them; either is said once.
   */
  ask<Answer>(name: string, question: (gong: Gong) => Promise<Answer>): Promise<Answer | null>;
  /** Says what it cost. */
  end(people: number, week: Week): void;
};

/** Troubles that the next request would meet as well. */
const ends: ReadonlySet<GongError["kind"]> = new Set([
  "credentials",
  "base-url",
  "rate-limit",
  "unavailable",
]);

/** @param most requests, repeated ones included */
export async function startAsking(session: Session, most: number): Promise<Asking> {
  const gong = await session.gong();
  const before = gong.requests;
  const refused = new Set<string>();
  let [isOver, unasked] = [false, 0];
  const left = (): number => (isOver ? 0 : Math.max(0, most - (gong.requests - before)));

  const give = (name: string, error: unknown): null => {
    if (!(error instanceof GongError) || session.signal.aborted) throw error;
    const isForbidden = error.kind === "credentials" && error.status === 403;
    const fields = { kind: error.kind, ...(error.route === undefined ? {} : { route: error.route }) };
    if (error.kind === "scope") {
      session.log.info(
        `Findings do without ${name}: ${error.message}. The digest is whole without it`,
        fields,
      );
    } else if (error.kind === "credentials" || error.kind === "base-url") {
      session.log.error(`Findings do without ${name}: ${error.message}`, fields);
    } else {
      session.log.warn(`Findings do without ${name} this time: ${error.message}`, fields);
    }
    if (ends.has(error.kind) && !isForbidden) isOver = true;
    else refused.add(name);
    return null;
  };

  return {
    left,
    async ask(name, question) {
      if (isOver || refused.has(name)) return null;
      if (left() === 0) {
        unasked += 1;
        return null;
      }
      try {
        return await question(gong);
      } catch (error) {
        return give(name, error);
      }
    },
    end(people, week) {
      const requests = gong.requests - before;
      const rest =
        unasked === 0 ? "" : `; ${counted(unasked, "more question")} beyond pull.contextRequests (${most})`;
      session.log.info(
        `Asked Gong about ${counted(people, "person", "people")} in findings in ${counted(requests, "request")}${rest}`,
        { week, people, requests },
      );
    },
  };
}
