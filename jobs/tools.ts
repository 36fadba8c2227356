import type { Action, FileInput, InputOf, ListAction } from "../src/gong/action.ts";
import type { Gong } from "../src/gong/client.ts";
import { GongError } from "../src/gong/error.ts";
import { previewOf } from "../src/gong/preview.ts";
import { noteUncalled } from "../src/limits/audited.ts";
import { LimitError } from "../src/limits/error.ts";
import type { Guard } from "../src/limits/guard.ts";
import { whyApproval } from "../src/limits/irreversible.ts";
import { actionsOf, areaOf, findAction, toolNameOf } from "../src/tools/catalogue.ts";
import { ToolError } from "../src/tools/error.ts";
import type { Format } from "../src/tools/format.ts";
import { exportOf } from "../src/tools/formats.ts";
import { inputOf } from "../src/tools/input.ts";
import { inputSchemaOf } from "../src/tools/input-schema.ts";
import { type AnswerPage, isList, readPages } from "../src/tools/pages.ts";
import { assertMayCall, mayCall, type ToolConfig } from "../src/tools/permission.ts";
import { actionText } from "../src/tools/show.ts";
import type { Preview } from "../src/tools/tool.ts";
import { approving } from "./approving.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit.ts";
import { chosenPersona, guardOf } from "./persona-guard.ts";
import { previewFor } from "./preview.ts";
import type { Session } from "./session.ts";
import { type Ask, type Consent, confirmCall, terminalAsk } from "./tools-confirm.ts";
import { readInput } from "./tools-input.ts";
import { type Output, openOutput } from "./tools-output.ts";

/** Under whose limits a command works. */
type Under = { readonly persona?: string };

/** Of a person without a persona, who only wants to see a request: nothing is read from the history. */
const ownerGuard = (session: Session): Guard => ({
  persona: () => null,
  baseUrl: session.baseUrl(),
});

async function configOf(session: Session, under: Under): Promise<ToolConfig> {
  const { tools } = session.settings.config;
  const name = chosenPersona(session, under.persona, process.env);
  // Without a persona nothing is asked of the history, which may not be there.
  const persona = name === null ? null : (await guardOf(session, name)).persona();
  return { caller: "person", ...tools, persona };
}

/** The actions there are, a line each, or as JSON; of a persona, those that are open to it. */
export async function listTools(
  session: Session,
  { area, json, ...under }: { readonly area?: string; readonly json?: boolean } & Under,
): Promise<ExitCode> {
  const config = await configOf(session, under);
  const actions = actionsOf(area === undefined ? [] : [area]).filter(
    (action) => !config.persona || mayCall(action, config) === null,
  );
  if (json) {
    session.print(
      `${JSON.stringify(
        actions.map((action) => listed(action, config)),
        null,
        2,
      )}\n`,
    );
    return exitCode.done;
  }
  const width = Math.max(0, ...actions.map(({ name }) => name.length));
  for (const action of actions) {
    const { deprecated, cost } = action;
    const marks = [deprecated === undefined ? "" : " (deprecated)", cost === undefined ? "" : " (paid)"].join(
      "",
    );
    session.print(`${action.name.padEnd(width)}  ${action.effect.padEnd(11)}  ${action.summary}${marks}\n`);
  }
  return exitCode.done;
}

function listed(action: Action, config: ToolConfig) {
  const { slug = null, aliases = [], deprecated = null, cost = null } = action;
  const { name, summary, route, scope, effect, retry } = action;
  return {
    name,
    tool: toolNameOf(action),
    slug,
    aliases,
    area: areaOf(action),
    summary,
    route,
    scope,
    effect,
    retry,
    paged: isList(action),
    cost,
    deprecated,
    closed: mayCall(action, config),
  };
}

/** What there is to know before a call: input, right, effect, an example. */
export async function showTool(
  session: Session,
  name: string,
  { json, ...under }: { readonly json?: boolean } & Under,
): Promise<ExitCode> {
  const action = findAction(name);
  const config = await configOf(session, under);
  if (json) {
    const whole = { ...listed(action, config), input: inputSchemaOf(action).schema };
    session.print(`${JSON.stringify(whole, null, 2)}\n`);
    return exitCode.done;
  }
  session.print(actionText(action));
  const closed = mayCall(action, config);
  if (config.persona && closed !== null) session.log.warn(closed);
  return exitCode.done;
}

/** The actions as definitions of tools for a provider of models. */
export function exportTools(
  session: Session,
  { format, area }: { readonly format: Format; readonly area?: string },
): ExitCode {
  session.print(
    `${JSON.stringify(exportOf(actionsOf(area === undefined ? [] : [area]), format), null, 2)}\n`,
  );
  return exitCode.done;
}

export type CallOptions = Consent &
  Under & {
    readonly input?: string;
    readonly all?: boolean;
    readonly limit?: number;
    readonly cursor?: string;
    readonly out?: string;
    readonly dryRun?: boolean;
    /** Reference of the prompt that led to the call, for the audit log. */
    readonly promptId?: string;
  };

/**
 * Calls one action. A single answer is printed as JSON; `--all` and `--limit` print rows, one a line, as the
 * pages arrive.
 *
 * @param words what stands on the command line as `--key value`
 */
export async function callTool(
  session: Session,
  name: string,
  words: readonly string[],
  options: CallOptions,
  ask: Ask | undefined = terminalAsk(),
): Promise<ExitCode> {
  const action = findAction(name);
  if (options.cursor !== undefined && !isList(action)) throw notPaged(action, "--cursor");
  const isStream = options.all === true || options.limit !== undefined;
  if (isStream && !isList(action)) throw notPaged(action, "--all and --limit");
  const cursor = options.cursor === undefined ? [] : ["--cursor", options.cursor];
  const flat = await readInput(action, options.input, [...words, ...cursor]);
  const input = withStdin(inputOf(action, flat), options.input);
  const { deprecated } = action;
  if (deprecated !== undefined) session.log.warn(`${action.name} is deprecated: ${deprecated}`);
  const persona = chosenPersona(session, options.persona, process.env);
  const asked = { persona, ...(options.promptId === undefined ? {} : { promptId: options.promptId }) };
  const note = async (decision: "dry-run" | "denied" | "approval-needed", reason?: string): Promise<void> =>
    noteUncalled(await session.audit(), await session.origin(asked), action, input, decision, reason);
  const config = session.settings.config;
  const guard = options.dryRun && persona === null ? ownerGuard(session) : await guardOf(session, persona);
  const why = whyApproval(action, input);
  // Where the owner signs, nothing that is typed here approves.
  const mayType = config.approvals.ownerKey === undefined && ask !== undefined;
  let preview: Preview;
  try {
    if (!options.dryRun || persona !== null) {
      assertMayCall(action, { caller: "person", ...config.tools, persona: guard.persona() }, input);
    }
    preview = previewFor(guard, action, input);
  } catch (error) {
    if (error instanceof LimitError) await note("denied", error.message);
    throw error;
  }
  if (options.dryRun) {
    await note("dry-run");
    const shown = { ...preview.approval, ...previewOf(action, preview.input, session.baseUrl()) };
    session.print(`${JSON.stringify(shown, null, 2)}\n`);
    return exitCode.done;
  }
  try {
    if (why === null || mayType) await confirmCall(action, flat, why ?? undefined, options, ask);
  } catch (error) {
    if (error instanceof ToolError) await note("approval-needed", "nobody confirmed it");
    throw error;
  }
  // Before the call: whatever becomes of it, the person's rows here are to go too.
  if (isErasure(action)) session.log.warn(erasureHint);
  const own = why !== null && mayType ? approving(guard, await session.history()) : guard;
  const gong = await session.gong({ ...asked, guard: own });
  const output = await openOutput(session, options.out);
  try {
    return await (isStream && isList(action)
      ? printRows(session, gong, action, input, options, output)
      : printAnswer(session, gong, action, input, output));
  } catch (error) {
    if (session.signal.aborted) return stopped(session, action);
    if (!(error instanceof GongError)) throw error;
    session.log.error(error.message, { kind: error.kind, ...known({ requestId: error.requestId }) });
    const isInput = error.kind === "request" && error.status === undefined;
    return isInput ? exitCode.usage : exitCodeOf(error);
  } finally {
    await output.close();
  }
}

const isErasure = ({ name }: Action): boolean => /^privacy\.erase/.test(name);

const erasureHint =
  "Gong erases in Gong alone. What this program keeps: gong-digest history erase --email ADDRESS (or --person ID)";

/** Ends a call after Ctrl-C; rows say for themselves where to go on. */
function stopped(session: Session, action: Action): ExitCode {
  if (action.effect !== "read") {
    session.log.warn(
      `Stopped; whether ${action.name} reached Gong is not known, so look there before a second call`,
    );
  } else if (!isList(action)) session.log.warn("Stopped; nothing was printed");
  return exitCode.held;
}

/** `--file -` is what comes in on stdin. */
function withStdin(input: InputOf<Action>, option: string | undefined): InputOf<Action> {
  const { file } = input as { readonly file?: FileInput };
  if (file?.path !== "-") return input;
  if (option === "-") {
    throw new ToolError("input", "--input and --file cannot both be read from stdin; name a file for one");
  }
  const { path: _, ...rest } = file;
  return { ...input, file: { ...rest, stream: process.stdin, name: "stdin" } } as InputOf<Action>;
}

async function printAnswer(
  session: Session,
  gong: Gong,
  action: Action,
  input: InputOf<Action>,
  output: Output,
): Promise<ExitCode> {
  if (!isList(action)) {
    await output.write(`${JSON.stringify(await gong.call(action, input), null, 2)}\n`);
    return exitCode.done;
  }
  for await (const page of readPages(gong, action, input)) {
    await output.write(`${JSON.stringify(page.answer, null, 2)}\n`);
    if (page.withheld !== undefined) session.log.info(page.withheld);
    if (page.next !== undefined) {
      const of = page.total === undefined ? "" : ` of ${page.total}`;
      session.log.info(`${page.rows.length} rows${of}; --all reads every page`, known({ cursor: page.next }));
    }
    return exitCode.done;
  }
  session.log.info("Gong found nothing for this input (404)");
  await output.write(`${JSON.stringify({ [action.rows]: [] }, null, 2)}\n`);
  return exitCode.done;
}

async function printRows(
  session: Session,
  gong: Gong,
  action: ListAction,
  input: InputOf<Action>,
  { limit = Number.POSITIVE_INFINITY }: CallOptions,
  output: Output,
): Promise<ExitCode> {
  let rows = 0;
  let last: AnswerPage | undefined;
  const { signal, log } = session;
  try {
    for await (const page of readPages(gong, action, input)) {
      for (const row of page.rows.slice(0, limit - rows)) {
        if (!(await output.write(`${JSON.stringify(row)}\n`))) return exitCode.done;
        rows += 1;
      }
      last = page;
      if (page.withheld !== undefined) log.info(page.withheld);
      if (rows >= limit || page.next === undefined) break;
      signal.throwIfAborted();
    }
  } catch (error) {
    const why = signal.aborted ? "Stopped; " : "";
    const isRefuted = error instanceof GongError && error.kind === "incomplete";
    if (last?.next !== undefined && !isRefuted) {
      const next = `${why}${rows} rows were printed; --all --cursor ${last.next} goes on behind them`;
      log.warn(next, { cursor: last.next, rows });
    } else if (signal.aborted)
      log.warn(`${why}${rows} rows were printed; the same command starts anew`, { rows });
    throw error;
  }
  if (last === undefined) log.info("Gong found nothing for this input (404)", { rows: 0 });
  else log.info(`${rows} rows${last.total === undefined ? "" : ` of ${last.total}`}`, { rows });
  return exitCode.done;
}

const notPaged = ({ name }: Action, option: string): ToolError =>
  new ToolError("input", `${option}: ${name} does not come in pages; leave it out`);

const known = (fields: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
