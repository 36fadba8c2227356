import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DateTime } from "luxon";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startMockGong } from "../../src/mock/server.ts";
import { packageRoot } from "../../src/root.ts";
import {
  asFiles,
  bearer,
  canaries,
  foundIn,
  leakingMailServer,
  leakingServer,
  ownerKey,
  ping,
  searched,
  secrets,
  smtpPassword,
} from "../support/canaries.ts";
import { canaryCommands, type Try } from "../support/canary-commands.ts";
import { monday } from "../support/line.ts";

vi.setConfig({ testTimeout: 1_200_000, hookTimeout: 60_000 });

const isWhole = process.env.TORTURE === "on";
const { GONG_ACCESS_KEY: key, GONG_ACCESS_KEY_SECRET: secret } = canaries;

/** Every command, or two of them in the default run. */
const taken = isWhole ? canaryCommands : canaryCommands.slice(0, 2);

describe("canary secrets", () => {
  let folder: string;
  let elsewhere: string;
  let close: () => Promise<void>;
  let run: (tried: Try) => Promise<{ readonly said: string; readonly lines: string }>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gong-digest-"));
    elsewhere = mkdtempSync(join(tmpdir(), "gong-digest-"));
    const well = await startMockGong({
      people: 12,
      now: DateTime.fromISO(monday, { setZone: true }),
      requestsPerSecond: 10_000,
      accessKey: key,
      accessKeySecret: secret,
      token: bearer,
    });
    const leaking = await leakingServer();
    const mail = await leakingMailServer();
    const owner = join(elsewhere, "owner.key");
    writeFileSync(owner, ownerKey.privateKey, { mode: 0o600 });
    const smtp = `smtp://canary-user:${encodeURIComponent(smtpPassword)}@127.0.0.1:${mail.port}`;
    const pingUrl = `${leaking.url}${ping}`;
    const settings = (more: string, smtpUrl = ""): string =>
      [
        `gong: { baseUrl: "${well.url}", retries: 0, timeoutSeconds: 5, requestsPerSecond: 1000 }`,
        "history: { path: history.db }",
        `mail: { from: digest@example.com, retryAfterSeconds: [], dkim: { domain: example.com, selector: s }${smtpUrl} }`,
        "digest: { recipients: [{ to: maria@example.com }] }",
        `ops: { email: owner@example.com, metricsFile: metrics.prom${more} }`,
        "usual: { weeks: 6 }",
        "tools: { writes: on, paid: on }",
        "personas: { analyst: { include: [users] } }",
        "audit: { payloads: on }",
        `approvals: { ownerKey: "${ownerKey.publicLine}" }`,
      ].join("\n");
    writeFileSync(join(folder, "config.yaml"), settings(""));
    const pings = `, pingUrl: "${pingUrl}", pingFailureUrl: "${pingUrl}"`;
    const inSettings = { settings: smtp.replace(/\/\/.*@/, "//"), refused: smtp };
    for (const [name, smtpUrl] of Object.entries(inSettings)) {
      const text = settings(pings, `, smtpUrl: "${smtpUrl}"`);
      writeFileSync(join(elsewhere, `${name}.yaml`), text.replace("history.db", join(folder, "history.db")));
    }
    const {
      GONG_ACCESS_KEY,
      GONG_ACCESS_KEY_SECRET,
      SMTP_OAUTH_CLIENT_SECRET,
      SMTP_OAUTH_REFRESH_TOKEN,
      ...rest
    } = canaries;
    const both = { GONG_ACCESS_KEY, GONG_ACCESS_KEY_SECRET };
    const oauth = {
      SMTP_OAUTH_CLIENT_SECRET,
      SMTP_OAUTH_REFRESH_TOKEN,
      SMTP_OAUTH_CLIENT_ID: "mail-client",
      SMTP_OAUTH_TOKEN_URL: `${leaking.url}/token`,
    };
    const mailing = { SMTP_URL: smtp, GONG_DIGEST_PING_URL: pingUrl };
    const plain = { GONG_OAUTH_CLIENT_ID: "demo-client", GONG_OAUTH_URL: leaking.url };
    const environments = {
      environment: { ...both, ...rest, ...mailing, ...plain },
      files: { ...asFiles({ ...both, ...rest, ...mailing }, join(elsewhere, "files")), ...plain },
      store: { ...rest, ...mailing, ...plain },
      settings: { ...both, ...rest, ...plain },
      refused: { ...both, ...rest, ...plain },
      token: {
        GONG_ACCESS_TOKEN: bearer,
        ...rest,
        ...oauth,
        ...plain,
        SMTP_URL: `smtp://canary-user@127.0.0.1:${mail.port}`,
      },
    };
    run = ({ gong, words, from = "environment", stdin = "", untilMs }) => {
      if (gong !== "well") leaking.be(gong, knownTo(from));
      const config = Object.hasOwn(inSettings, from) ? join(elsewhere, `${from}.yaml`) : "config.yaml";
      const environment = {
        ...environments[from],
        ...(gong === "well" ? {} : { GONG_BASE_URL: leaking.url }),
        // As loud as it gets.
        DEBUG: "*",
      };
      return commandIn(
        folder,
        ["--config", config, "--now", monday, ...words.map((word) => word.replace("{owner}", owner))],
        { environment, stdin, untilMs },
      );
    };
    const knownTo = (from: keyof typeof environments): readonly string[] => {
      const values = Object.values<string>(environments[from]);
      const inKey = from === "files" || from === "store" || from === "settings" ? [key, secret] : [];
      return [...inKey, ...secrets.filter((each) => values.includes(each))];
    };
    leaking.be(400, [ping]);
    close = async () => {
      leaking.close();
      mail.close();
      await well.close();
    };
  });
  afterAll(async () => {
    await close();
    for (const each of [folder, elsewhere]) rmSync(each, { recursive: true, force: true });
  });

  it("stand in nothing that any command writes, nor in what the system shows of it", async () => {
    let bytes = 0;
    const hits: string[] = [];
    for (const [at, tried] of taken.entries()) {
      const { said, lines } = await run(tried);
      const place = `${tried.gong}, ${tried.from ?? "environment"}: ${tried.words.join(" ")}`;
      // What was typed stands where it was typed.
      const typed = tried.words.flatMap((word) => foundIn(word));
      const own = [...foundIn(said), ...foundIn(lines).filter((form) => !typed.includes(form))];
      hits.push(...own.map((form) => `${place}: ${form}`));
      bytes += said.length + lines.length;
      if (isWhole && at % 20 === 0) hits.push(...searched(folder).hits.map((hit) => `${place}: ${hit}`));
      expect([
        place,
        said.length > 0 || tried.untilMs !== undefined || /suppress list|logout/.test(place),
      ]).toEqual([place, true]);
    }
    const disk = searched(folder);
    hits.push(...disk.hits);

    process.stderr.write(
      `${secrets.length} secrets in 6 encodings, ${taken.length} commands: ${hits.length} hits in ${bytes + disk.bytes} bytes\n`,
    );
    expect(hits).toEqual([]);
    expect(disk.bytes).toBeGreaterThan(10_000);
  });

  it.each(["http", "net,tls", "*", "undici", "fetch"])(
    "are not written down by Node itself: NODE_DEBUG=%s",
    async (debug) => {
      const environment = { GONG_ACCESS_KEY: key, GONG_ACCESS_KEY_SECRET: secret, NODE_DEBUG: debug };

      const { said, code } = await commandIn(folder, ["tools", "call", "users.list"], {
        environment,
        stdin: "",
      });

      expect(code).toBe(2);
      expect(said).toContain(`NODE_DEBUG=${debug} lets Node write keys to stderr`);
      expect(foundIn(said)).toEqual([]);
    },
  );
});

type Parts = {
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly untilMs?: number | undefined;
};

async function commandIn(folder: string, words: readonly string[], { environment, stdin, untilMs }: Parts) {
  const cli = join(packageRoot, "jobs", "cli.ts");
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), cli, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (part: Buffer) => {
      said += part.toString();
    });
  }
  child.stdin.on("error", () => {});
  if (untilMs === undefined) child.stdin.end(stdin);
  else child.stdin.write(stdin);
  const lines = new Set<string>();
  const watch = setInterval(() => {
    for (const line of linesOf(child.pid ?? 0)) lines.add(line);
  }, 50);
  const end = untilMs === undefined ? undefined : setTimeout(() => child.kill("SIGTERM"), untilMs);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(watch);
  clearTimeout(end);
  return { said, code, lines: [...lines].join("\n") };
}

/** The command lines of a process and of all below it, as everybody on the machine can read them. */
function linesOf(pid: number): readonly string[] {
  try {
    const below = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
    return [readFileSync(`/proc/${pid}/cmdline`, "utf8"), ...below.flatMap((each) => linesOf(Number(each)))];
  } catch {
    // It has ended, or this is no Linux.
    return [];
  }
}
