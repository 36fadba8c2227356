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

/** A file that goes along as the only part of a multipart body. */
export type Upload = {
  /** The part's name. */
  readonly part: string;
  /** `ldjson` is checked line by line before anything is sent, `media` goes as it is. */
  readonly kind: "media" | "ldjson";
  readonly maximumBytes: number;
  /** What every line of an LDJSON file must be. */
  readonly line?: z.ZodObject;
};

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
  /** The action's name in the catalogue that it comes from; absent where the catalogue lacks the operation. */
  readonly slug?: string;
  /** Other names of the same operation in that catalogue. */
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** Why it should not be used any more, and what to use. */
  readonly deprecated?: string;
  readonly route: Route;
  readonly scope: string;
  readonly effect: Effect;
  readonly retry: Retry;
  /** For `retry: "key"`, the member of the input by which Gong knows a call again. */
  readonly key?: `${"query" | "body"}.${string}`;
  /** Each call is paid for, in Gong's credits. */
  readonly cost?: "credits";
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject | z.ZodArray;
  readonly upload?: Upload;
  readonly answer: z.ZodObject;
  /** The answer's array that is paged; a list answers 404 when it finds nothing. */
  readonly rows?: string;
  /** Another name under which Gong has been seen to send that array. */
  readonly rowsAlso?: string;
  /** What makes a row the same row, to notice one that comes twice; null where rows may well be alike. */
  readonly rowKey?: (row: never) => string | null;
};

/** An action that comes in pages. The cursor goes into the query of a GET and into the body of a POST. */
export type ListAction = Action & Required<Pick<Action, "rows" | "rowKey">>;

type File = {
  /** LDJSON alone: lines with `"isDeleted":true` are meant; without this they are refused. */
  readonly deletes?: boolean | undefined;
};

/** A file on this machine, or bytes from elsewhere that can be read once. */
export type FileInput = File &
  (
    | { readonly path: string; readonly stream?: never }
    | { readonly stream: AsyncIterable<Uint8Array | string>; readonly name: string; readonly path?: never }
  );

type InputPart<A extends Action, Name extends "path" | "query" | "body"> = A[Name] extends z.ZodType
  ? Record<never, never> extends z.input<A[Name]>
    ? { readonly [_ in Name]?: z.input<A[Name]> }
    : { readonly [_ in Name]: z.input<A[Name]> }
  : { readonly [_ in Name]?: never };

type FilePart<A extends Action> = A["upload"] extends Upload
  ? { readonly file: FileInput }
  : { readonly file?: never };

/** What a caller gives, path, query and body apart; a part without required members may be left out. */
export type InputOf<A extends Action> = InputPart<A, "path"> &
  InputPart<A, "query"> &
  InputPart<A, "body"> &
  FilePart<A>;

export type AnswerOf<A extends Action> = z.output<A["answer"]>;

export type RowOf<A extends Action> = A["rows"] extends keyof AnswerOf<A>
  ? AnswerOf<A>[A["rows"]] extends readonly (infer Row)[]
    ? Row
    : never
  : never;

/** Keeps the exact type of an action, and checks that `rows` and `rowKey` fit its answer, `key` its retry. */
export function defineAction<const A extends Action>(
  action: A &
    (A extends ListAction ? { readonly rowKey: (row: RowOf<A>) => string | null } : unknown) &
    (A extends { readonly retry: "key" } ? { readonly key: string } : { readonly key?: never }),
): A {
  return action;
}
