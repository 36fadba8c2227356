import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { packageRoot } from "../../src/root.ts";
import type { hostileCompany } from "./hostile-company.ts";
import { monday } from "./line.ts";

/** Whether a command can be given a terminal of its own here. */
export function hasTerminal(): boolean {
  try {
    execFileSync("script", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    process.stderr.write("script of util-linux is not here: no real terminal is tried\n");
    return false;
  }
}

type Company = Awaited<ReturnType<typeof hostileCompany>>;

const words = ({ config }: Company, own: readonly string[]): readonly string[] => [
  process.execPath,
  "--import",
  import.meta.resolve("tsx"),
  join(packageRoot, "jobs", "cli.ts"),
  "--config",
  config,
  "--now",
  monday,
  ...own,
];

const environmentOf = ({ environment }: Company) => ({
  PATH: process.env.PATH ?? "",
  TERM: "xterm",
  ...environment,
});

/** What a command writes into a pipe. @throws {Error} when that is nothing */
export async function inPipe(company: Company, own: readonly string[]): Promise<string> {
  const [program = "", ...rest] = words(company, own);
  const options = { env: environmentOf(company), maxBuffer: 2 ** 28 };
  const ended = await promisify(execFile)(program, rest, options).catch(
    (error) => error as { stdout: string; stderr: string },
  );
  if (ended.stdout === "") throw new Error(`${own.join(" ")} says nothing: ${ended.stderr}`);
  return ended.stdout;
}

/** One conversation; the texts of the answers, unescaped, in the order of the questions. */
export async function overMcp(company: Company, messages: readonly object[]): Promise<readonly string[]> {
  const [program = "", ...rest] = words(company, ["mcp", "--persona", "analyst"]);
  const child = execFile(program, rest, { env: environmentOf(company), maxBuffer: 2 ** 28 });
  const answers = new Map<number, string>();
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("no pipes");
  stdin.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(""));
  for await (const line of createInterface({ input: stdout })) {
    const { id, result, error } = JSON.parse(line) as {
      id?: number;
      result?: { content?: { text?: string }[] };
      error?: object;
    };
    if (id === undefined) continue;
    answers.set(id, result?.content?.map(({ text }) => text).join("") ?? JSON.stringify(result ?? error));
    if (answers.size === messages.length) stdin.end();
  }
  return messages.map((_, at) => answers.get(at) ?? "");
}

/** What a command writes to a terminal of its own. */
export async function onTerminalOf(company: Company, own: readonly string[]): Promise<string> {
  const line = words(company, own)
    .map((word) => `'${word}'`)
    .join(" ");
  const options = { env: environmentOf(company), maxBuffer: 2 ** 28 };
  const { stdout } = await promisify(execFile)("script", ["-qec", line, "/dev/null"], options).catch(
    (error) => error as { stdout: string },
  );
  return stdout;
}
