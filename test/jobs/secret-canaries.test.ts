import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";
import { temporaryFolder } from "../support/folder.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

/** Everything that is secret, under the names by which the program reads it. */
const environment = {
  GONG_ACCESS_KEY: "canary-access-key-01",
  GONG_ACCESS_KEY_SECRET: "canary-secret-02/+=",
  GONG_ACCESS_TOKEN: "canary-token-03-bearer",
  GONG_DIGEST_MCP_TOKEN: "canary-mcp-token-05-0123456789abcdef",
  GONG_DIGEST_AUDIT_KEY: "ca".repeat(32),
  GONG_DIGEST_PING_URL: "http://127.0.0.1:9/canary-ping-07",
  SMTP_URL: "smtp://canary-user-08:canary%24pass-09@127.0.0.1:9",
  SMTP_OAUTH_CLIENT_ID: "client",
  SMTP_OAUTH_CLIENT_SECRET: "canary-client-secret-10",
  SMTP_OAUTH_REFRESH_TOKEN: "canary-refresh-11",
  SMTP_OAUTH_TOKEN_URL: "http://127.0.0.1:9/token",
  DKIM_PRIVATE_KEY: privateKey,
};
const secrets = [
  ...["GONG_ACCESS_KEY", "GONG_ACCESS_KEY_SECRET", "GONG_DIGEST_MCP_TOKEN", "GONG_DIGEST_AUDIT_KEY"].map(
    (name) => environment[name as keyof typeof environment],
  ),
  environment.GONG_ACCESS_TOKEN,
  environment.GONG_DIGEST_PING_URL,
  environment.SMTP_URL,
  "canary-user-08",
  "canary$pass-09",
  environment.SMTP_OAUTH_CLIENT_SECRET,
  environment.SMTP_OAUTH_REFRESH_TOKEN,
  privateKey.split("\n")[3] ?? "",
];

const encodingsOf = (secret: string): readonly string[] => [
  secret,
  Buffer.from(secret).toString("base64"),
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString("hex"),
];
const forms = [
  ...secrets.flatMap(encodingsOf),
  Buffer.from(`${environment.GONG_ACCESS_KEY}:${environment.GONG_ACCESS_KEY_SECRET}`).toString("base64"),
];

/** The last signs of base64 depend on what stands behind and tell less than a letter. */
const sought = forms.map((form) => (form.endsWith("=") ? form.replace(/=+$/, "").slice(0, -1) : form));

/** A Gong that repeats every secret in every encoding, whatever it is asked. */
let gong: Server;
let baseUrl: string;
let status = 200;
beforeAll(async () => {
  gong = createServer((_, response) => {
    const leak = forms.join(" ");
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ requestId: leak.slice(0, 500), errors: [leak], users: leak, calls: leak }));
  });
  await new Promise<void>((resolve) => gong.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(gong.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => gong.close(resolve)));

const all: readonly (readonly [number, ...string[]])[] = [
  [401, "run"],
  [500, "tools", "call", "users.list"],
  [200, "tools", "call", "users.list"],
  [400, "tools", "call", "calls.list", "--title", environment.GONG_ACCESS_KEY_SECRET],
  [200, "run"],
  [403, "run", "--dry-run"],
  [403, "doctor"],
  [403, "doctor", "--json"],
  [200, "backfill", "--from", "2026-W40"],
  [401, "report", "--out", "out"],
  [200, "status", "--json"],
  [200, "status", "--prometheus"],
  [200, "audit", "list", "--json"],
  [200, "audit", "export", "--jsonl"],
  [200, "audit", "verify"],
  [200, "outbox", "list", "--json"],
  [200, "history", "verify"],
  [200, "history", "backup", "copy.db"],
  [200, "suppress", "add", environment.GONG_ACCESS_KEY_SECRET],
  [200, "history", "erase", "--email", `${environment.GONG_ACCESS_KEY}`],
  [200, "tools", "call", "privacy.eraseByEmail", "--email-address", "a@b.co", "--confirm", "a@b.co"],
];
const taken = process.env.TORTURE === "on" ? all : all.slice(0, 2);

describe("twelve canary secrets", () => {
  it("stand in nothing that any command writes", { timeout: 600_000 }, async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, "config.yaml"),
      [
        `gong: { baseUrl: "${baseUrl}", retries: 0, timeoutSeconds: 5 }`,
        "history: { path: history.db }",
        "mail: { from: digest@example.com, retryAfterSeconds: [], dkim: { domain: example.com, selector: s } }",
        "digest: { recipients: [{ to: maria@example.com }] }",
        "ops: { email: owner@example.com, metricsFile: metrics.prom }",
        "tools: { writes: on, paid: on }",
        "audit: { payloads: on }",
      ].join("\n"),
    );
    const said: string[] = [];
    for (const [answer, ...words] of taken) {
      status = answer;
      said.push(await commandIn(folder, words));
    }

    const written = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((file) => join(folder, file))
      .filter((file) => statSync(file).isFile());
    expect(said.join("").length).toBeGreaterThan(200);
    for (const form of sought) {
      for (const [at, text] of said.entries()) {
        if (text.includes(form)) expect.fail(`${form} stands in what ${taken[at]?.join(" ")} says: ${text}`);
      }
      expect(written.filter((file) => readFileSync(file).includes(form))).toEqual([]);
    }
  });
});

function commandIn(folder: string, words: readonly string[]): Promise<string> {
  const cli = join(packageRoot, "jobs", "cli.ts");
  const loader = import.meta.resolve("tsx");
  const child = spawn(process.execPath, ["--import", loader, cli, "--config", "config.yaml", ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (part: Buffer) => {
      said += part.toString();
    });
  }
  return new Promise((resolve) => child.on("close", () => resolve(said)));
}
