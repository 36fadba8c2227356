import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/root.ts";
import { type Mutant, mutants } from "./mutant-list.ts";

/** Weeks within which each must be found. */
const mostWeeks = 1_000;

const out = (text: string): void => void process.stdout.write(`${text}\n`);

let missed = 0;
const wanted = process.argv[2];
for (const mutant of mutants.filter(({ name }) => wanted === undefined || name.includes(wanted))) {
  const began = performance.now();
  const { code, text } = await live(mutant);
  const seconds = Math.round((performance.now() - began) / 1000);
  const weeks = Number(/^(\d+) weeks in/m.exec(text)?.[1] ?? 0);
  const found = [...new Set([...text.matchAll(/^ {2}(I\d+): /gm)].map(([, invariant]) => invariant))];
  const isFound = code === 1 && mutant.breaks.some((invariant) => found.includes(invariant));
  missed += isFound ? 0 : 1;
  out(
    `${isFound ? "found " : "MISSED"} ${mutant.name}: ${found.join(" ") || "nothing"} within ${weeks} weeks, ${seconds} s`,
  );
  if (!isFound) out(text);
}
process.exitCode = missed === 0 ? 0 : 1;

/** A copy of the program with the change made, and the simulation over it. */
async function live({ changes }: Mutant): Promise<{ code: number | null; text: string }> {
  const folder = mkdtempSync(join(tmpdir(), "gong-digest-mutant-"));
  try {
    for (const part of ["src", "jobs", "templates", "test/simulation", "package.json", "tsconfig.json"])
      cpSync(join(packageRoot, part), join(folder, part), { recursive: true });
    symlinkSync(join(packageRoot, "node_modules"), join(folder, "node_modules"));
    for (const [file, from, to] of changes) {
      const text = readFileSync(join(folder, file), "utf8");
      if (text.split(from).length !== 2) throw new Error(`${file}: expected once: ${from}`);
      writeFileSync(
        join(folder, file),
        text.replace(from, () => to),
      );
    }
    return await simulated(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function simulated(folder: string): Promise<{ code: number | null; text: string }> {
  const options = ["--seed", "1", "--weeks", String(mostWeeks), "--workers", "1"];
  const child = spawn(process.execPath, [...process.execArgv, "test/simulation/run.ts", ...options], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, text })));
}
