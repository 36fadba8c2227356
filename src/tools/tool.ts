import type { Action, InputOf } from "../gong/action.ts";
import type { Gong } from "../gong/client.ts";
import type { ResultLink } from "./collect.ts";
import type { FlatInput } from "./input.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { ToolConfig } from "./permission.ts";
import type { ResultStore } from "./result-store.ts";

export type Annotations = {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
};

/** What a call works with. */
export type CallContext = {
  readonly gong: () => Promise<Gong>;
  /** Hears of a call that was not made; absent where nobody keeps a log. */
  readonly uncalled?: (
    action: Action,
    input: unknown,
    decision: "denied" | "dry-run",
    reason?: string,
  ) => Promise<void>;
  /**
   * The input as it would be sent, for a call that is only shown, and whether it would need an approval.
   *
   * @throws {LimitError} `denied`
   */
  readonly preview: (action: Action, input: InputOf<Action>) => Preview;
  readonly baseUrl: string;
  readonly config: ToolConfig;
  readonly results: ResultStore;
  readonly signal: AbortSignal;
  /** Told after each page; `total` is undefined where nobody knows it. */
  readonly progress: (done: number, total: number | undefined) => Promise<void>;
};

export type Preview = {
  readonly input: InputOf<Action>;
  readonly approval: { readonly needsApproval?: string };
};

export type ToolResult = {
  readonly structured: Readonly<Record<string, unknown>>;
  readonly link?: ResultLink | undefined;
};

/** Something that a model can call, whatever is behind it. */
export type Tool = {
  readonly name: string;
  readonly area: string;
  readonly description: string;
  readonly annotations: Annotations;
  /** As short as it can be said, for a list. */
  readonly schema: JsonSchema;
  /** All of it, for whoever asks. */
  readonly fullSchema: JsonSchema;
  /** Other names that it answers to. */
  readonly names: readonly string[];
  /** Further words to find it by. */
  readonly words: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Why it is not to be called; null when it is open. */
  readonly closed: (config: ToolConfig) => string | null;
  readonly call: (input: FlatInput, context: CallContext) => Promise<ToolResult>;
};
