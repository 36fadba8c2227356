import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * Who may import what. A stage imports the stages before it; files right in src/ and the words are vocabulary that
 * everybody may import and that imports no stage. Changing the structure? Change this table first.
 */
const allowed: Readonly<Record<string, { stages: readonly string[]; packages: readonly string[] }>> = {
  src: { stages: [], packages: ["luxon", "yaml", "zod"] },
  "src/words": { stages: [], packages: ["intl-messageformat"] },
  "src/gong": { stages: [], packages: ["lossless-json", "luxon", "zod"] },
  "src/keys": { stages: ["src/gong"], packages: ["zod"] },
  "src/limits": { stages: ["src/gong"], packages: ["zod"] },
  "src/pull": { stages: ["src/gong"], packages: ["luxon"] },
  "src/history": { stages: ["src/limits", "src/pull"], packages: ["better-sqlite3", "luxon"] },
  "src/insight": { stages: [], packages: ["simple-statistics"] },
  "src/mail": {
    stages: [],
    packages: ["@resvg/resvg-js", "csv-stringify", "handlebars", "mjml", "nodemailer", "zod"],
  },
  "src/page": { stages: ["src/mail"], packages: ["handlebars", "zod"] },
  "src/tools": {
    stages: ["src/gong", "src/limits"],
    packages: ["@modelcontextprotocol/node", "@modelcontextprotocol/server", "zod"],
  },
  "src/ops": { stages: [], packages: [] },
  "src/mock": { stages: [], packages: ["luxon", "smtp-server"] },
  jobs: {
    stages: [
      "src/gong",
      "src/keys",
      "src/limits",
      "src/pull",
      "src/history",
      "src/insight",
      "src/mail",
      "src/page",
      "src/ops",
      "src/tools",
      "src/mock",
    ],
    packages: ["commander", "csv-parse", "csv-stringify", "luxon", "node-cron"],
  },
};

const root = resolve(import.meta.dirname, "..");

describe("the import rule", () => {
  it.each(sourceFiles())("%s imports what its stage may", (file) => {
    const stage = stageOf(file);
    const rule = allowed[stage];
    const offences = importsOf(file).flatMap((specifier) => {
      if (specifier.startsWith("node:")) return [];
      if (!specifier.startsWith(".")) {
        const name = specifier
          .split("/")
          .slice(0, specifier.startsWith("@") ? 2 : 1)
          .join("/");
        return rule?.packages.includes(name) ? [] : [`${file} -> ${name}`];
      }
      const target = stageOf(relative(root, resolve(root, dirname(file), specifier)));
      const isAllowed =
        target === stage || target === "src" || target === "src/words" || rule?.stages.includes(target);
      return isAllowed ? [] : [`${file} -> ${specifier}`];
    });

    expect(offences).toEqual([]);
  });

  it.each(Object.keys(allowed))("%s exists, so the table names no ghost", (stage) => {
    expect(sourceFiles().some((file) => stageOf(file) === stage)).toBe(true);
  });
});

describe("one folder each", () => {
  it.each(["src/insight"])("%s is pure: no clock, no files, no network", (stage) => {
    const offences = sourceFiles()
      .filter((file) => stageOf(file) === stage)
      .filter((file) => /from "node:|Date\.now|new Date\(|process\.|fetch\(/.test(read(file)));

    expect(offences).toEqual([]);
  });

  it("speaks SQL in src/history alone", () => {
    const offences = sourceFiles().filter(
      (file) =>
        stageOf(file) !== "src/history" && /\.prepare\(|\b(SELECT|INSERT INTO|DELETE FROM) /.test(read(file)),
    );

    expect(offences).toEqual([]);
  });

  it("reads the clock and the environment in jobs alone", () => {
    const offences = sourceFiles().filter(
      (file) =>
        file.startsWith("src/") &&
        /\bDate\.now\(|\bnew Date\(\)|DateTime\.(now|local)\(|process\.env/.test(read(file)),
    );

    expect(offences).toEqual([]);
  });
});

function sourceFiles(): readonly string[] {
  return ["src", "jobs"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file)),
  );
}

/** `src/gong/stats.ts` is of stage `src/gong`, `src/week.ts` of the vocabulary `src`. */
function stageOf(file: string): string {
  const parts = file.split("/");
  return parts[0] === "jobs" ? "jobs" : parts.slice(0, Math.min(2, parts.length - 1)).join("/");
}

const read = (file: string): string => readFileSync(join(root, file), "utf8");

function importsOf(file: string): readonly string[] {
  const pattern =
    /^\s*(?:import|export)\s[^"`]*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm;
  const code = read(file).replace(/\/\*[\s\S]*?\*\//g, "");
  return [...code.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}
