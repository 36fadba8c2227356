import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { Config } from "../../src/config.ts";
import { parseConfig } from "../../src/config-file.ts";
import { openToRead } from "../../src/history/database.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { verifyHistory } from "../../src/history/verify.ts";
import { packageRoot } from "../../src/root.ts";
import { faultOf } from "../support/command-line.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startLine } from "../support/line.ts";

const files = [
  "Dockerfile",
  "action.yml",
  "docs/deploy/gong-digest.service",
  "docs/deploy/gong-digest.timer",
  "docs/deploy/cronjob.yaml",
  "docs/operations.md",
];
const textOf = (file: string): string => readFileSync(join(packageRoot, file), "utf8");
const tsx = join(packageRoot, "node_modules", "tsx", "dist", "loader.mjs");

/** Every command line in a text: what follows `gong-digest` or its file, up to the end of the words. */
function commandsIn(text: string): readonly string[] {
  const found = text.matchAll(
    /(?:(?:npx |sh |`|exec |; |\$ |-n |docker run [^\n]*)gong-digest|cli\.js"?(?: --config \S+)?) ([a-z][a-z -]*(?:--[a-z-]+)?[^\n`|#)]*)/g,
  );
  return [...found].map(([, words = ""]) => words.replace(/\s\d?>.*$/, "").trim());
}

const knownEnvironment = new Set(
  [
    "GONG_ACCESS_KEY",
    "GONG_ACCESS_KEY_SECRET",
    "GONG_ACCESS_TOKEN",
    "GONG_BASE_URL",
    "GONG_DIGEST_CONFIG",
    "SMTP_URL",
    "DKIM_PRIVATE_KEY",
  ].flatMap((name) => [name, `${name}_FILE`]),
);

describe("the files that start gong-digest elsewhere", () => {
  it.each(files)("%s names commands and options that there are", async (file) => {
    const commands = [...commandsIn(textOf(file)), ...(file.endsWith("cronjob.yaml") ? [cronArgs()] : [])];

    const faults = await Promise.all(commands.map((text) => faultOf(text.split(/\s+/), false)));

    expect(faults.filter((fault) => fault !== null)).toEqual([]);
    if (!/timer|Dockerfile/.test(file)) expect(commands.length).toBeGreaterThan(0);
  });

  it.each(files)("%s names no environment variable that is not read", (file) => {
    const found = textOf(file).match(/(?<!vars\.)\b(?:GONG|SMTP|DKIM)_[A-Z_]+/g) ?? [];

    expect(found.filter((name) => !knownEnvironment.has(name))).toEqual([]);
  });

  it("and the names are read", () => {
    const code = ["jobs/session/settings.ts", "jobs/session/mail-settings.ts"].map(textOf).join("\n");

    for (const name of knownEnvironment) expect(code).toContain(name.replace(/_FILE$/, ""));
  });

  it("the settings in cronjob.yaml and in the documentation are settings", () => {
    const maps = parseAllDocuments(textOf("docs/deploy/cronjob.yaml")).map((each) => each.toJS());
    const text = maps.find(({ kind }) => kind === "ConfigMap").data["config.yaml"];
    expect(parseConfig(text, "cronjob.yaml").history.path).toBe("/data/history.db");

    for (const [, line] of files
      .map(textOf)
      .join("\n")
      .matchAll(/^(?:# )?config\.yaml must say: (.*)$/gm)) {
      expect(Config.parse(parse(line ?? "")).history.path).toMatch(/^\/.*history\.db$/);
    }
  });
});

describe.skipIf(!existsSync("/usr/bin/systemd-analyze"))("the systemd units (needs systemd-analyze)", () => {
  it("are well formed, by systemd's own check", async () => {
    const units = ["service", "timer"].map((end) =>
      join(packageRoot, "docs", "deploy", `gong-digest.${end}`),
    );

    const { stderr } = await promisify(execFile)("systemd-analyze", ["verify", ...units]).catch(
      (error: { stderr: string }) => error,
    );

    const ours = stderr.split("\n").filter((line) => line.includes("gong-digest"));
    expect(ours.filter((line) => !/node is not executable/.test(line))).toEqual([]);
  });
});

describe("cronjob.yaml", () => {
  const job = parseAllDocuments(textOf("docs/deploy/cronjob.yaml"))
    .map((each) => each.toJS())
    .find(({ kind }) => kind === "CronJob");
  const pod = job.spec.jobTemplate.spec.template.spec;
  const [container] = pod.containers;

  it("runs one pod at a time, as nobody, on a root that it cannot write to", () => {
    expect(job.spec).toMatchObject({ concurrencyPolicy: "Forbid" });
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("mounts what it declares, and takes its secrets from files under one of the mounts", () => {
    const mounts = container.volumeMounts as { name: string; mountPath: string }[];
    const secrets = mounts.find(({ name }) => name === "secrets")?.mountPath;

    expect(mounts.map(({ name }) => name).sort()).toEqual(
      pod.volumes.map(({ name }: { name: string }) => name).sort(),
    );
    for (const { name, value } of container.env) {
      expect([name, value]).toEqual([expect.stringMatching(/_FILE$/), expect.stringMatching(`^${secrets}/`)]);
    }
  });
});

describe("the Dockerfile", () => {
  const lines = textOf("Dockerfile").split("\n");

  it("copies what is there, and leaves nothing out that the program reads at run time", () => {
    const sources = lines
      .filter((line) => line.startsWith("COPY ") && !line.includes("--from"))
      .flatMap((line) => line.split(" ").slice(1, -1));
    const ignored = textOf(".dockerignore");

    for (const source of sources) {
      expect(existsSync(join(packageRoot, source))).toBe(true);
      expect(ignored).toContain(`!${source.split("/")[0]}`);
    }
    const { files: packed } = JSON.parse(textOf("package.json")) as { files: string[] };
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM"))).join("\n");
    for (const file of packed) expect(last).toContain(file);
  });

  it("starts the program itself, as a user that is not root", () => {
    const entry = JSON.parse(lines.find((line) => line.startsWith("ENTRYPOINT"))?.slice(11) ?? "[]");

    expect(entry[0]).toBe("node");
    expect(lines.indexOf("USER node")).toBeLessThan(lines.findIndex((line) => line.startsWith("ENTRYPOINT")));
  });
});

const canBeFirst = process.getuid?.() === 0 && existsSync("/usr/bin/unshare");

describe.skipIf(!canBeFirst)("as process 1, as in a container (needs root and unshare)", () => {
  it("a schedule ends at SIGTERM within 5 seconds", async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, "config.yaml"),
      "mail: { from: d@example.com, smtpUrl: 'smtp://127.0.0.1:1' }\ndigest: { recipients: [{ to: a@example.com }] }\n" +
        "gong: { baseUrl: 'http://127.0.0.1:1', retries: 0 }\nhistory: { path: history.db }\n",
    );
    const own = [process.execPath, "--import", tsx, join(packageRoot, "jobs", "cli.ts"), "schedule"];
    const child = spawn("unshare", ["-pf", "--mount-proc", "--kill-child", ...own], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", GONG_ACCESS_TOKEN: "t" },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    await new Promise<void>((resolve) => {
      child.stderr.on("data", (data: Buffer) => {
        if (data.toString().includes(", next ")) resolve();
      });
    });
    const first = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim());
    expect(readFileSync(`/proc/${first}/status`, "utf8")).toMatch(/^NSpid:.*\t1$/m);

    const asked = performance.now();
    process.kill(first, "SIGTERM");

    expect(await ended).toBe(143);
    expect(performance.now() - asked).toBeLessThan(5_000);
  });
});

describe("action.yml", () => {
  type Step = { name?: string; if?: string; run?: string; env?: Record<string, string> };
  const action = parse(textOf("action.yml")) as {
    inputs: Record<string, { default?: string }>;
    runs: { steps: Step[] };
  };

  it("lets no input into a shell but through the environment", () => {
    for (const { run = "" } of action.runs.steps) expect(run).not.toContain("${{");
  });

  it("uses inputs that it declares", () => {
    const used = [...textOf("action.yml").matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name ?? "");

    expect([...new Set(used)].sort()).toEqual(Object.keys(action.inputs).sort());
  });

  const close: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const each of close) await each();
  });

  it("with each job on a new machine goes on from the history that the last one kept", async () => {
    const line = await startLine({ gong: { people: 12 } });
    close.push(() => line.close());
    const kept = join(temporaryFolder(), "history.db");
    const env = {
      GONG_BASE_URL: line.gong.url,
      GONG_ACCESS_KEY: line.gong.accessKey,
      GONG_ACCESS_KEY_SECRET: line.gong.accessKeySecret,
      SMTP_URL: line.inbox.url,
    };
    const job = (inputs: Record<string, string>) => jobOnNewMachine(action, { backup: kept, ...inputs }, env);

    const refused = await job({ command: "run", "require-history": "true" });
    expect(refused.failed).toBe("Bring the history back");
    const first = await job({ command: "report" });
    expect([first.failed, first.summary], first.text).toEqual([null, expect.stringContaining("Nov 2026")]);
    const weeks = verifyHistory(kept).weeks;
    const asked = line.gong.requests.length;
    const second = await job({ command: "run", "require-history": "true" });
    const third = await job({ command: "run", "require-history": "true" });

    expect([second.failed, third.failed], second.text + third.text).toEqual([null, null]);
    expect(line.inbox.messages).toHaveLength(1);
    expect(line.gong.requests.length - asked).toBeLessThan(asked);
    const database = openToRead(kept);
    expect(completeWeeks(database)).toHaveLength(weeks);
    database.close();
  }, 240_000);
});

function cronArgs(): string {
  const job = parseAllDocuments(textOf("docs/deploy/cronjob.yaml"))
    .map((each) => each.toJS())
    .find(({ kind }) => kind === "CronJob");
  return job.spec.jobTemplate.spec.template.spec.containers[0].args.join(" ");
}

/** The action's own shell steps, one after the other, as a runner has them: a new folder, inputs in the environment. */
async function jobOnNewMachine(
  action: {
    inputs: Record<string, { default?: string }>;
    runs: { steps: { name?: string; if?: string; run?: string; env?: Record<string, string> }[] };
  },
  given: Record<string, string>,
  env: Record<string, string>,
): Promise<{ readonly failed: string | null; readonly summary: string; readonly text: string }> {
  const folder = temporaryFolder();
  const dist = join(folder, "action", "dist", "jobs");
  mkdirSync(dist, { recursive: true });
  const now = '"--now", "2026-11-16T09:00:00-05:00"';
  writeFileSync(
    join(dist, "cli.js"),
    `process.argv.splice(2, 0, ${now}); import(${JSON.stringify(join(packageRoot, "jobs", "cli.ts"))});`,
  );
  writeFileSync(
    join(folder, "config.yaml"),
    "mail: { from: d@example.com }\nhistory: { path: data/history.db }\nusual: { weeks: 6 }\n" +
      "gong: { baseUrl: 'http://127.0.0.1:1', requestsPerSecond: 100 }\ndigest: { recipients: [{ to: revops@example.com }] }\n",
  );
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: text = "" }]) => [name, given[name] ?? text]),
  );
  const summary = join(folder, "summary.md");
  writeFileSync(summary, "");
  let failed: string | null = null;
  let text = "";
  for (const step of action.runs.steps.filter(({ run, name }) => run !== undefined && name !== "Install")) {
    const isAlways = step.if?.includes("always()") === true;
    if ((failed !== null && !isAlways) || (step.if?.includes("inputs.backup") && inputs.backup === ""))
      continue;
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [
      name,
      value.replace(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, input: string) => inputs[input] ?? ""),
    ]);
    const options = {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? "",
        NODE_OPTIONS: `--import ${tsx}`,
        GITHUB_ACTION_PATH: join(folder, "action"),
        GITHUB_STEP_SUMMARY: summary,
        ...env,
        ...Object.fromEntries(own),
      },
    };
    try {
      const { stderr } = await promisify(execFile)(
        "bash",
        ["--norc", "-e", "-o", "pipefail", "-c", step.run ?? ""],
        options,
      );
      text += stderr;
    } catch (error) {
      text += String((error as { stderr?: string }).stderr);
      failed ??= step.name ?? "a step";
    }
  }
  return { failed, summary: readFileSync(summary, "utf8"), text };
}
