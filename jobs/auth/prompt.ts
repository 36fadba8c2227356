import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { ConfigError } from "../../src/config.ts";

/** Asks the person at the terminal. */
export type Prompt = {
  line(question: string): Promise<string>;
  /** What is typed is not shown. */
  secret(question: string): Promise<string>;
};

/** Undefined where nobody is at a terminal. */
export function terminalPrompt(): Prompt | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  return { line: (question) => asked(question, false), secret: (question) => asked(question, true) };
}

async function asked(question: string, isSecret: boolean): Promise<string> {
  let isMuted = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!isMuted) process.stderr.write(chunk);
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  const stop = new AbortController();
  terminal.once("SIGINT", () => stop.abort());
  try {
    const answer = terminal.question(question, { signal: stop.signal });
    isMuted = isSecret;
    return (await answer).trim();
  } catch (error) {
    if (stop.signal.aborted) throw new ConfigError("stopped; nothing was stored", { cause: error });
    throw error;
  } finally {
    terminal.close();
    if (isSecret) process.stderr.write("\n");
  }
}

/** More is no key. */
const longestInput = 4096;

/** All of stdin, for what a script hands over. */
export async function readStdin(): Promise<string> {
  const given = await text(process.stdin);
  if (given.length <= longestInput) return given;
  throw new ConfigError(`stdin: ${given.length} characters, expected a key and its secret`);
}

/** The next line of stdin, whoever writes it; never comes when there is none. */
export function nextLine(signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  signal.addEventListener("abort", () => lines.close(), { once: true });
  return new Promise((resolve) => lines.once("line", resolve));
}
