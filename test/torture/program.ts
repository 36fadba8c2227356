import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** A gong-digest to be tried: as it was built, or the sources as they are. */
export type Program = {
  readonly root: string;
  /** The sources run without being built, more slowly. */
  readonly isSource: boolean;
};

export const packageFolder: string = resolve(import.meta.dirname, "..", "..");

/** As `npm run build` made it. */
export const built: Program = { root: packageFolder, isSource: false };

export const sources: Program = { root: packageFolder, isSource: true };

/** @param name from the root, without its ending: `src/week` */
export function moduleOf({ root, isSource }: Program, name: string): string {
  return isSource ? join(root, `${name}.ts`) : join(root, "dist", `${name}.js`);
}

/** A change in the text of one built file; `from` stands in it exactly once. */
export type Patch = { readonly file: string; readonly from: string | RegExp; readonly to: string };

/**
 * Copies a built program and changes it. Its tests cannot know, its users never see it.
 *
 * @throws {Error} when the text to change does not stand in the file exactly once: the program has moved on
 */
export function copyOf(patches: readonly Patch[], from: Program = built): Program & { remove(): void } {
  const root = mkdtempSync(join(tmpdir(), "gong-digest-copy-"));
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  cpSync(join(from.root, "dist"), join(root, "dist"), { recursive: true });
  const { files } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
    files: string[];
  };
  for (const entry of ["package.json", "node_modules", ...files.filter((file) => file !== "dist")]) {
    mkdirSync(dirname(join(root, entry)), { recursive: true });
    symlinkSync(join(packageFolder, entry), join(root, entry));
  }
  for (const patch of patches) {
    const path = join(root, "dist", patch.file);
    const pieces = readFileSync(path, "utf8").split(patch.from);
    if (pieces.length !== 2) {
      remove();
      throw new Error(`${patch.file} has ${pieces.length - 1} places like ${patch.from}, expected 1`);
    }
    writeFileSync(path, pieces.join(patch.to));
  }
  return { root, isSource: false, remove };
}

/** How one process of the program ended, and all that it said. */
export type Finished = {
  readonly args: readonly string[];
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
};

export type Started = { readonly child: ChildProcess; readonly finished: Promise<Finished> };

export type StartOptions = {
  readonly program: Program;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What runs node: `strace` and its options. */
  readonly under?: readonly string[];
};

/** No run of the small company takes longer, on a busy machine either; one that does is ended and shows as SIGKILL. */
const longestMs = 600_000;

export function start({ program, args, env, cwd, under = [] }: StartOptions): Started {
  const [command = "", ...rest] = [
    ...under,
    process.execPath,
    ...(program.isSource
      ? ["--import", join(packageFolder, "node_modules", "tsx", "dist", "loader.mjs")]
      : []),
    moduleOf(program, "jobs/cli"),
    ...args,
  ];
  const begun = Date.now();
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: cwd, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), longestMs);
  const finished = new Promise<Finished>((done, failed) => {
    child.on("error", failed);
    child.on("close", (code, signal) => {
      clearTimeout(limit);
      done({ args, code, signal, stdout, stderr, milliseconds: Date.now() - begun });
    });
  });
  return { child, finished };
}
