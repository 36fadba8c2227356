import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { join } from "node:path";

const { privateKey: dkimKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const owner = generateKeyPairSync("ed25519", {
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const lineOf = (pem: string, at: number): string => pem.split("\n")[at] ?? "";

/** The owner's key for approvals, whose private half is in a file that `approve --sign` names. */
export const ownerKey = { privateKey: owner.privateKey, publicLine: lineOf(owner.publicKey, 1) };

export const ping = "/canary-ping-07-d5c1";
export const smtpPassword = "canary$pass-09/+";

/** What is secret, under the names by which the program reads it; addresses take the port of what listens there. */
export const canaries = {
  GONG_ACCESS_KEY: "canary-access-key-01",
  GONG_ACCESS_KEY_SECRET: 'canary-secret-02/+="\\',
  GONG_DIGEST_MCP_TOKEN: "canary-mcp-token-04-0123456789abcdef",
  GONG_DIGEST_MCP_TOKEN_ANALYST: "canary-mcp-token-05-fedcba9876543210",
  GONG_DIGEST_AUDIT_KEY: "ca06".repeat(16),
  GONG_DIGEST_KEY: Buffer.from("canary-master-key-08-0123456789a").toString("base64"),
  GONG_OAUTH_CLIENT_SECRET: "canary-app-secret-10",
  SMTP_OAUTH_CLIENT_SECRET: "canary-client-secret-11",
  SMTP_OAUTH_REFRESH_TOKEN: "canary-refresh-12",
  DKIM_PRIVATE_KEY: dkimKey,
} as const;

export const bearer = "canary-token-03-bearer";
/** What a server for tokens gives, and nothing else has. */
export const granted = { access: "canary-granted-13-access", refresh: "canary-granted-14-refresh" };

/** What a process that has all of them in its environment knows. */
export const held: readonly string[] = [
  ...Object.entries(canaries).map(([name, value]) =>
    name === "DKIM_PRIVATE_KEY" ? lineOf(value, 3) : value,
  ),
  ping,
  smtpPassword,
];

/** Each secret as a text that must stand nowhere. */
export const secrets: readonly string[] = [
  ...held,
  bearer,
  lineOf(owner.privateKey, 1),
  granted.access,
  granted.refresh,
];

const encodingsOf = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString("base64"),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
  ];
};
/** A secret with what goes before it in one header. */
const pairs = [
  [canaries.GONG_ACCESS_KEY, canaries.GONG_ACCESS_KEY_SECRET],
  ["\0canary-user", smtpPassword, "\0"],
  ["demo-client", canaries.GONG_OAUTH_CLIENT_SECRET],
] as const;

/** Secrets in every encoding, as a server would repeat them. */
const formsOf = (of: readonly string[]): readonly string[] => {
  const own = pairs.filter(([, secret]) => of.includes(secret));
  const headers = own.map(([name, secret, sign = ":"]) =>
    Buffer.from(`${name}${sign}${secret}`).toString("base64"),
  );
  return [...new Set([...of.flatMap(encodingsOf), ...headers])];
};

const forms = formsOf(secrets);

/** The last signs of base64 depend on what stands behind and tell less than a letter. */
const sought = forms.map((form) =>
  Buffer.from(form.endsWith("=") ? form.replace(/=+$/, "").slice(0, -1) : form),
);

/** Which of the forms stand in some bytes. */
export const foundIn = (bytes: Buffer | string): readonly string[] => {
  const all = Buffer.from(bytes);
  return sought.filter((form) => all.includes(form)).map(String);
};

/** Every file below a folder in which a secret stands, with the secret. @returns how many bytes were looked at, too */
export function searched(folder: string): { readonly hits: readonly string[]; readonly bytes: number } {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
  const found = files.map((file) => {
    const bytes = readFileSync(file);
    return { bytes: bytes.length, hits: foundIn(bytes).map((form) => `${file}: ${form}`) };
  });
  return { hits: found.flatMap(({ hits }) => hits), bytes: found.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Each secret in a file of its own, as `NAME_FILE` has it. */
export function asFiles(
  environment: Readonly<Record<string, string>>,
  folder: string,
): Record<string, string> {
  mkdirSync(folder, { recursive: true });
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => {
      const file = join(folder, name);
      writeFileSync(file, `${value}\n`, { mode: 0o600 });
      return [`${name}_FILE`, file];
    }),
  );
}

/** How a Gong answers that repeats secrets in body and headers, whatever it is asked. */
export const leaks = [200, 201, 302, 307, 400, 401, 403, 404, 409, 429, 500, 503] as const;
export type Leak = (typeof leaks)[number] | "no JSON" | "cut" | "reset" | "scope" | "tokens";
export const everyLeak: readonly Leak[] = [...leaks, "no JSON", "cut", "reset", "scope"];

export async function leakingServer() {
  let mode: Leak = 400;
  let leak = "";
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => answer(response, mode, leak));
    request.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** @param of what it repeats: a Gong knows the key that it was asked with, and no more than whoever asks */
    be: (next: Leak, of: readonly string[]): void => {
      mode = next;
      leak = formsOf(of).join(" ");
    },
    close: (): void => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(response: ServerResponse, mode: Leak, leak: string): void {
  if (mode === "reset") return void response.destroy();
  const [shown = ""] = [leak.replace(/[^\x20-\x7e]/g, "").slice(0, 4000)];
  const status = typeof mode === "number" ? mode : mode === "scope" ? 403 : 200;
  response.writeHead(status, {
    "content-type": mode === "no JSON" ? `text/html; of=${shown}` : "application/json",
    "x-traceid": shown,
    "www-authenticate": shown,
    "retry-after": mode === 429 ? "86400" : shown.slice(0, 60),
    "set-cookie": shown,
    ...(status >= 300 && status < 400
      ? { location: `https://canary-access-key-01.example/${encodeURIComponent(shown)}` }
      : {}),
  });
  if (mode === "tokens") {
    const { access, refresh } = granted;
    return void response.end(
      JSON.stringify({ access_token: access, refresh_token: refresh, expires_in: 3600, scope: shown }),
    );
  }
  const errors =
    mode === "scope" ? leak.split(" ").map((form) => `You don't have permission to use '${form}'`) : [leak];
  const body =
    mode === "no JSON"
      ? `<html>${leak}`
      : JSON.stringify({ requestId: shown, errors, error: leak, users: leak, calls: [{ id: leak }] });
  if (mode === "cut") return void response.write(body.slice(0, -20), () => response.destroy());
  response.end(body);
}

/** A mail server that takes no login and repeats what it was told. */
export async function leakingMailServer(): Promise<{ readonly port: number; close(): void }> {
  const own = formsOf([smtpPassword]).join(" ");
  const server: Server = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.write("220 here\r\n");
    let told = "";
    socket.on("data", (data) => {
      const line = data.toString().trim();
      if (/^AUTH (PLAIN|LOGIN)/i.test(line)) told = own;
      if (/^EHLO/i.test(line)) socket.write("250-here\r\n250 AUTH PLAIN LOGIN XOAUTH2\r\n");
      else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
      else socket.write(`535 5.7.8 ${line} ${told}\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
