import type { z } from "zod";

/** What an action does to Gong's data: nothing, adds or changes, or takes away for good. */
export type Effect = "read" | "write" | "destructive";

/**
 * May a call be repeated when nobody knows whether it arrived? `safe`: always, it changes nothing. `key`: when
 * the input holds a key of the caller's by which Gong knows it again. `never`: a second one would do it twice,
 * or what it does cannot be undone.
 */
export type Retry = "safe" | "key" | "never";

/** Method and path, path parts in braces. */
export type Route = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /v2/${string}`;

/**
 * One operation of Gong's API. Everything that a caller, a check or a page of documentation needs to know of
 * it is in the object; the client knows no action by name.
 *
 * Inputs are strict: Gong ignores what it does not know, so a misspelt filter would return everything.
 * Answers are loose: Gong adds fields without notice.
 */
export type Action = {
  /** Area and verb or thing, `stats.activityByPeriod`. */
  readonly name: string;
  /** The action's name in the catalogue that it comes from. */
  readonly slug: string;
  readonly summary: string;
  readonly route: Route;
  readonly scope: string;
  readonly effect: Effect;
  readonly retry: Retry;
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly answer: z.ZodObject;
  /** The answer's array that is paged; a list answers 404 when it finds nothing. */
  readonly rows?: string;
  /** What makes a row the same row, to notice one that comes twice. */
  readonly rowKey?: (row: never) => string;
};

/** An action that comes in pages. The cursor goes into the query of a GET and into the body of a POST. */
export type ListAction = Action & Required<Pick<Action, "rows" | "rowKey">>;

type InputPart<A extends Action, Name extends "path" | "query" | "body"> = A[Name] extends z.ZodObject
  ? Record<never, never> extends z.input<A[Name]>
    ? { readonly [_ in Name]?: z.input<A[Name]> }
    : { readonly [_ in Name]: z.input<A[Name]> }
  : { readonly [_ in Name]?: never };

/** What a caller gives, path, query and body apart; a part without required members may be left out. */
export type InputOf<A extends Action> = InputPart<A, "path"> & InputPart<A, "query"> & InputPart<A, "body">;

export type AnswerOf<A extends Action> = z.output<A["answer"]>;

export type RowOf<A extends Action> = A["rows"] extends keyof AnswerOf<A>
  ? AnswerOf<A>[A["rows"]] extends readonly (infer Row)[]
    ? Row
    : never
  : never;

/** Keeps the exact type of an action, and checks that `rows` and `rowKey` fit its answer. */
export function defineAction<const A extends Action>(
  action: A & (A extends ListAction ? { readonly rowKey: (row: RowOf<A>) => string } : unknown),
): A {
  return action;
}
