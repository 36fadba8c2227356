import type { Effect } from "../gong/action.ts";

/** On whose behalf Gong is called. */
export type Caller = {
  /** The account on this machine, or what the owner set instead. */
  readonly user: string;
  /** The set of limits that was in force; null when none was. */
  readonly persona: string | null;
  /** Which program asked: `cli`, `run`, `backfill`, `import`, `mcp`, or `mcp:` and the name an MCP client gave. */
  readonly client: string;
};

/** A caller and, where one was given, the reference of the prompt that led to the call. */
export type Origin = {
  readonly caller: Caller;
  readonly promptId?: string | undefined;
  /** The prompt itself; kept only where payloads are. */
  readonly prompt?: string | undefined;
};

/** What became of a wish to call: made, refused, held until somebody approves it, or only shown. */
export type Decision = "allowed" | "denied" | "approval-needed" | "dry-run";

/** One logical call, before anything is sent. All pages of one list and input are one. */
export type Attempt = Origin & {
  /** `calls.list` */
  readonly action: string;
  /** `GET /v2/calls` */
  readonly route: string;
  readonly effect: Effect;
  /** Can nothing put back what it does? Then its rows are on disk before it is made, and when it has ended. */
  readonly isIrreversible?: boolean;
  /** As the caller gave them; the log itself takes out what it must not keep. */
  readonly arguments: unknown;
  readonly decision: Decision;
  /** Why it was not allowed, in words. */
  readonly reason?: string | undefined;
};

/** How a call that was allowed ended. */
export type Outcome = {
  /** `unknown`: it may have reached Gong and taken effect, and nobody here can say. */
  readonly status: "ok" | "error" | "unknown";
  /** Of an error, like `scope` or `rate-limit`. */
  readonly kind?: string | undefined;
  /** Of an error's answer; absent when none came. */
  readonly httpStatus?: number | undefined;
  /** Gong's own reference; of a list, that of its last page. */
  readonly requestId?: string | undefined;
  /** That the caller was given; absent for what is no list. */
  readonly rows?: number | undefined;
  /** HTTP requests, repeated ones included; absent where several calls ran side by side. */
  readonly requests?: number | undefined;
  /** What came back; kept only where payloads are. */
  readonly response?: unknown;
};

/** An attempt that was written down. */
export type Entry = {
  /** Its number in the log. */
  readonly sequence: number;
  /**
   * Notes how the call ended, once; without it the attempt stays `started`. Does not throw: the call has been
   * made, and its caller must hear how it went.
   */
  end(outcome: Outcome): void;
};

/** Where every attempt to call Gong is written down. */
export type AuditLog = {
  /**
   * Writes an attempt down where it outlives this process, and a power cut too when it cannot be undone. What throws
   * here is not called. An attempt that is not `allowed` is complete with this.
   */
  begin(attempt: Attempt): Entry;
};
