import type { Action, FileInput, InputOf } from "../../src/gong/action.ts";
import { GongError } from "../../src/gong/error.ts";
import { previewOf } from "../../src/gong/preview.ts";
import { noteUncalled } from "../../src/limits/audited.ts";
import { LimitError } from "../../src/limits/error.ts";
import type { Guard } from "../../src/limits/guard.ts";
import { whyApproval } from "../../src/limits/irreversible.ts";
import { findAction } from "../../src/tools/catalogue.ts";
import { erasureOffer, isErasure } from "../../src/tools/erasure.ts";
import { ToolError } from "../../src/tools/error.ts";
import { inputOf } from "../../src/tools/input.ts";
import { isList } from "../../src/tools/pages.ts";
import { assertMayCall } from "../../src/tools/permission.ts";
import type { Preview } from "../../src/tools/tool.ts";
import { approving } from "../limits/approving.ts";
import { chosenPersona, guardOf } from "../limits/persona-guard.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../session/exit.ts";
import type { Session } from "../session/session.ts";
import { type Ask, type Consent, confirmCall, terminalAsk } from "./confirm.ts";
import { readInput } from "./input.ts";
import { openOutput } from "./output.ts";
import { previewFor } from "./preview.ts";
import { known, printAnswer, printRows } from "./print.ts";
import type { Under } from "./tools.ts";

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
  if (isErasure(action)) session.log.warn(erasureOffer);
  const own = why !== null && mayType ? approving(guard, await session.limits()) : guard;
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

/** Of a person without a persona, who only wants to see a request: nothing is read from the history. */
const ownerGuard = (session: Session): Guard => ({
  persona: () => null,
  baseUrl: session.baseUrl(),
});

const notPaged = ({ name }: Action, option: string): ToolError =>
  new ToolError("input", `${option}: ${name} does not come in pages; leave it out`);
