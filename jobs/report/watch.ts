import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch as watchFiles } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { markup } from "../../src/page/markup.ts";
import { packageRoot } from "../../src/root.ts";
import { type ExitCode, exitCode } from "../session/exit.ts";
import type { Session } from "../session/session.ts";

export type WatchOptions = {
  /** Arguments of the command line that write the digest, without `--out`. */
  readonly preview: readonly string[];
  /** 0 for any that is free. */
  readonly port: number;
  /** How a process of our own is started; this one's way when absent. */
  readonly program?: readonly string[];
};

/** An editor writes a file in several steps. */
const calmMs = 150;

/**
 * Serves a preview on this machine alone and makes it anew whenever a template, the settings or the words change. Each
 * time in a process of its own, so that changed code is read too. Until Ctrl-C.
 */
export async function watchPreview(session: Session, options: WatchOptions): Promise<ExitCode> {
  const out = mkdtempSync(join(tmpdir(), "gong-digest-preview-"));
  const listeners = new Set<ServerResponse>();
  let fault = "";
  const make = async (): Promise<void> => {
    fault = await previewFault(session, options, out);
    if (fault === "") session.log.info("The preview is new");
    else session.log.error(fault);
    for (const listener of listeners) listener.write("data: new\n\n");
  };
  const server = createServer((request, response) => answer(request, response, out, () => fault, listeners));
  const stop = onChange(watchedFolders(session), make);
  try {
    await make();
    await new Promise<void>((done, failed) => {
      server.once("error", failed);
      server.listen(options.port, "127.0.0.1", done);
    });
    const { port } = server.address() as AddressInfo;
    session.print(`http://127.0.0.1:${port}/\n`);
    session.log.info("Save a template, the settings or the words and it is made anew; Ctrl-C ends it");
    await new Promise<void>((done) => {
      if (session.signal.aborted) done();
      session.signal.addEventListener("abort", () => done(), { once: true });
    });
  } finally {
    stop();
    for (const listener of listeners) listener.end();
    server.closeAllConnections();
    server.close();
    rmSync(out, { recursive: true, force: true });
  }
  return exitCode.done;
}

/** The folders whose files a preview is made of, and which of their files. */
function watchedFolders({ settings }: Session): readonly { folder: string; name?: string }[] {
  const { file, config } = settings;
  const home = file === null ? resolve(".") : resolve(dirname(file));
  const own = config.templates === undefined ? [] : [{ folder: resolve(home, config.templates) }];
  const logo = config.brand?.logo === undefined ? [] : [resolve(home, config.brand.logo)];
  return [
    { folder: join(packageRoot, "templates") },
    { folder: join(packageRoot, "src", "words") },
    ...own,
    ...(file === null ? [] : [resolve(file)]).concat(logo).map((path) => ({
      folder: dirname(path),
      name: path.slice(dirname(path).length + 1),
    })),
  ].filter(({ folder }) => existsSync(folder));
}

function onChange(
  watched: readonly { readonly folder: string; readonly name?: string }[],
  act: () => Promise<void>,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const watchers = watched.map(({ folder, name }) =>
    watchFiles(folder, (_, changed) => {
      if (name !== undefined && changed !== name) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(act, act);
      }, calmMs);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** Makes the preview in a process of its own. @returns what went wrong, empty when nothing did */
async function previewFault(session: Session, options: WatchOptions, out: string): Promise<string> {
  const [command = process.execPath, ...own] = options.program ?? [
    process.execPath,
    ...process.execArgv,
    process.argv[1] ?? "",
  ];
  return new Promise((done) => {
    const child = spawn(command, [...own, ...options.preview, "--out", out], {
      stdio: ["ignore", "ignore", "pipe"],
      signal: session.signal,
    });
    let said = "";
    child.stderr.on("data", (data: Buffer) => {
      said += data.toString("utf8");
    });
    child.on("error", (error) => done(session.signal.aborted ? "" : error.message));
    child.on("close", (code) =>
      done(code === 0 || session.signal.aborted ? "" : said.trim() || `exit code ${code}`),
    );
  });
}

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  json: "application/json",
  csv: "text/csv; charset=utf-8",
};

function answer(
  { url = "/", headers }: IncomingMessage,
  response: ServerResponse,
  out: string,
  fault: () => string,
  listeners: Set<ServerResponse>,
): void {
  // A page elsewhere that has its own name lead here must not read names of people.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? "")) {
    response.writeHead(421).end();
    return;
  }
  const name = url.slice(1).split("?")[0] ?? "";
  const head = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };
  if (name === "events") {
    response.writeHead(200, { ...head, "Content-Type": "text/event-stream" }).write(": here\n\n");
    listeners.add(response);
    response.on("close", () => listeners.delete(response));
    return;
  }
  const files = readdirSync(out);
  if (name === "") {
    response.writeHead(200, { ...head, "Content-Type": types.html }).end(shell(files, fault()));
    return;
  }
  if (!files.includes(name)) {
    response.writeHead(404, head).end();
    return;
  }
  const type = types[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
  response.writeHead(200, { ...head, "Content-Type": type }).end(readFileSync(join(out, name)));
}

/** The mail, its text part and the page, side by side where there is room. */
function shell(files: readonly string[], fault: string): string {
  const scopes = files.filter((name) => name.endsWith(".txt")).map((name) => name.slice(0, -4));
  const frame = (name: string, title: string) =>
    markup`<section><h2>${title} <a href="/${name}" target="_blank">alone</a></h2><iframe title="${title}" src="/${name}"></iframe></section>`;
  const body = scopes.map((scope) => [
    frame(`${scope}.html`, `${scope}: mail`),
    frame(`${scope}.txt`, `${scope}: text part`),
    frame(`${scope}.page.html`, `${scope}: page`),
  ]);
  return markup`<!doctype html><html lang="en"><meta charset="utf-8"><title>Preview</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>
body { margin: 0; padding: 12px; font: 14px/20px system-ui, sans-serif; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 660px), 1fr)); gap: 16px; }
h2 { font-size: 14px; font-weight: 600; margin: 0 0 6px; } h2 a { font-weight: 400; }
iframe { width: 100%; height: 82vh; border: 1px solid #9aa1ac; border-radius: 6px; }
pre { white-space: pre-wrap; border-left: 4px solid #b3261e; padding: 4px 12px; font-size: 14px; }
</style>
<main>${fault !== "" && markup`<pre role="alert">${fault}</pre>`}${body}</main>
<script>new EventSource("/events").onmessage = () => location.reload();</script></html>`.text;
}
