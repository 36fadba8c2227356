import { asHistoryError } from "../../src/history/error.ts";
import { withoutAddresses } from "../../src/secrets.ts";
import { harmlessLines } from "../../src/text.ts";
import { armFailpoints } from "./armed.ts";
import { type ExitCode, exitCode, exitCodeOf } from "./exit.ts";
import { rememberEnvironment, withoutSecrets } from "./secret.ts";
import { type GlobalOptions, openSession, type Session } from "./session.ts";
import { Stopped, Unfinished } from "./stopped.ts";

/** Ends with 128 and the number of the signal, as a shell expects of a command that was stopped. */
const stoppedBy = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs one command in a session of its own. Errors become one message on stderr and an exit code; Ctrl-C and
 * SIGTERM stop it between two steps, with everything kept that was whole.
 *
 * A reader of stdout or stderr that goes away ends nothing: what the command does to the history and the mail server
 * matters more than who listens. An error that nobody caught is one message too, and ends the process with 1; the
 * kernel then frees the history.
 */
export async function attempt(
  options: GlobalOptions,
  job: (session: Session) => Promise<ExitCode> | ExitCode,
): Promise<number> {
  armFailpoints(process.env);
  rememberEnvironment(process.env);
  const started = performance.now();
  const stop = new AbortController();
  let stopped: number | undefined;
  const onSignal = (name: keyof typeof stoppedBy): void => {
    stopped = stoppedBy[name];
    stop.abort();
  };
  let session: Session | undefined;
  const end = <Code extends number>(code: Code): Code => {
    if (session) logEnd(session, code, performance.now() - started);
    return code;
  };
  const onUncaught = (error: unknown): void => {
    tell(error, session);
    end(exitCode.bug);
    process.exit(exitCode.bug);
  };
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  process.on("uncaughtException", onUncaught);
  for (const stream of [process.stdout, process.stderr])
    stream.off("error", ignoreClosed).on("error", ignoreClosed);
  try {
    session = openSession(options, { signal: stop.signal });
    const code = await job(session);
    return end(stopped ?? code);
  } catch (error) {
    if (stopped !== undefined) {
      session?.log.warn(
        error instanceof Stopped
          ? error.message
          : "Stopped; what was whole is kept. The same command goes on from there",
      );
      return end(stopped);
    }
    const known = session ? asHistoryError(error, session.settings.historyPath) : error;
    tell(known, session);
    return end(exitCodeOf(known));
  } finally {
    session?.close();
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    process.off("uncaughtException", onUncaught);
  }
}

/** The last line of a run. On a terminal the prose before it says the same. */
function logEnd(session: Session, code: number, milliseconds: number): void {
  const run = session.run();
  if (run === null || session.terminal) return;
  session.log.info(`Run ${run} ends with exit code ${code}`, {
    exitCode: code,
    milliseconds: Math.round(milliseconds),
    requests: session.requests(),
  });
}

/** Stays when the attempt has ended: what was written last is refused later. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (!["EPIPE", "EBADF", "EIO", "ERR_STREAM_DESTROYED"].includes(error.code ?? "")) throw error;
}

function tell(error: unknown, session: Session | undefined): void {
  const code = exitCodeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const text =
    code === exitCode.bug
      ? `a fault in gong-digest: ${error instanceof Error ? error.stack : message}`
      : message;
  const next =
    code === exitCode.held && !(error instanceof Unfinished)
      ? `${text}. Nothing was sent; run the same command again once that is mended`
      : text;
  if (session) session.log.error(next, { exitCode: code, kind: kindOf(error), ...gongFacts(error) });
  else process.stderr.write(`error: ${withoutAddresses(withoutSecrets(harmlessLines(next)))}\n`);
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return "bug";
  return "kind" in error ? `${error.name}.${String(error.kind)}` : error.name;
}

function gongFacts(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return {};
  const facts: Record<string, string> = {};
  if ("route" in error && typeof error.route === "string") facts.route = error.route;
  if ("requestId" in error && typeof error.requestId === "string") facts.requestId = error.requestId;
  return facts;
}
