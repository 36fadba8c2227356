import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";

/** An answer of Gong as it comes from it. */
export type TrueAnswer = {
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** How many answers to this path there were before. */
  readonly before: number;
};

/** Writes what the program gets instead, byte by byte; false lets the true answer through. */
export type Mangle = (socket: Socket, answer: TrueAnswer) => boolean;

export type GongProxy = {
  readonly url: string;
  /** Paths of the requests that came. */
  readonly seen: readonly string[];
  close(): Promise<void>;
};

export type ProxyOptions = {
  /** With these it speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** An address of this machine; 127.0.0.1 when left out. */
  readonly host?: string;
};

/** Stands between the program and Gong, and answers on the bare socket where `mangle` wants to. */
export async function startProxy(
  target: string,
  mangle: () => Mangle | null,
  { tls, host = "127.0.0.1" }: ProxyOptions = {},
): Promise<GongProxy> {
  const seen: string[] = [];
  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const listener: RequestListener = async (request, response) => {
    const path = request.url?.split("?")[0] ?? "/";
    seen.push(path);
    const before = counts.get(path) ?? 0;
    counts.set(path, before + 1);
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? "GET",
      headers: {
        authorization: request.headers.authorization ?? "",
        "content-type": request.headers["content-type"] ?? "application/json",
      },
      ...(request.method === "GET" ? {} : { body: await bodyOf(request) }),
    });
    const body = await answer.text();
    const contentType = answer.headers.get("content-type") ?? "application/json";
    const change = mangle();
    if (change?.(request.socket, { path, status: answer.status, contentType, body, before })) return;
    response.writeHead(answer.status, { "content-type": contentType }).end(body);
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer({ ...tls }, listener);
  server.on("tlsClientError", () => {});
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  const url = await listening(server, host);
  return {
    url: tls === undefined ? url : url.replace("http:", "https:"),
    seen,
    close: () => closed(server, sockets),
  };
}

/** A host that no request may reach: it only counts what came, and with which login. */
export async function startCanary(): Promise<{
  readonly url: string;
  readonly credentials: () => number;
  readonly connections: () => number;
  close(): Promise<void>;
}> {
  let [credentials, connections] = [0, 0];
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      if (/authorization:/i.test(chunk.toString("latin1"))) credentials += 1;
      socket.end("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}");
    });
  });
  return {
    url: await listening(server),
    credentials: () => credentials,
    connections: () => connections,
    close: () => closed(server, sockets),
  };
}

/** A whole answer with this body. */
export const instead =
  (change: (body: string) => string, contentType = "application/json"): Mangle =>
  (socket, { body }) => {
    const text = Buffer.from(change(body));
    const head = `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: ${contentType}\r\ncontent-length: ${text.length}\r\n\r\n`;
    socket.end(Buffer.concat([Buffer.from(head), text]));
    return true;
  };

/** Said to be compressed, and these bytes. */
const packed =
  (bytes: (body: string) => Buffer): Mangle =>
  (socket, { body }) => {
    const sent = bytes(body);
    socket.write(
      `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${sent.length}\r\n\r\n`,
    );
    socket.end(sent);
    return true;
  };

export const cutGzip: Mangle = packed((body) => {
  const whole = gzipSync(body);
  return whole.subarray(0, Math.ceil(whole.length / 2));
});

export const noGzip: Mangle = packed((body) => Buffer.from(body));

/** 300 kB that unpack to 300 MB of JSON. */
export const hugeGzip: Mangle = packed(() => hugeBytes());

let huge: Buffer | undefined;
const hugeBytes = (): Buffer => {
  huge ??= gzipSync(
    Buffer.concat([Buffer.from('{"a":"'), Buffer.alloc(300_000_000, "a"), Buffer.from('"}')]),
  );
  return huge;
};

/** Sent in chunks, of which the last never comes. */
export const cutChunks: Mangle = (socket, { body }) => {
  const half = Buffer.from(body).subarray(0, Math.ceil(body.length / 2));
  const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
  socket.end(
    Buffer.concat([Buffer.from(`${head}${half.length.toString(16)}\r\n`), half, Buffer.from("\r\n")]),
  );
  return true;
};

export const noHttp: Mangle = (socket) => {
  socket.end("SSH-2.0-OpenSSH_9.2\r\n");
  return true;
};

/** The length in the head is off by so much. */
export const wrongLength =
  (by: number): Mangle =>
  (socket, { body }) => {
    const length = Buffer.byteLength(body) + by;
    socket.end(
      `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`,
    );
    return true;
  };

/** A byte a second. */
export const slowly: Mangle = (socket, { body }) => {
  socket.write(
    `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`,
  );
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed) return clearInterval(timer);
    socket.write(body.slice(at, at + 1));
    at += 1;
  }, 1000);
  return true;
};

/** The head, and then nothing. */
export const headAlone: Mangle = (socket, { body }) => {
  socket.write(
    `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, Math.min(40, body.length - 1))}`,
  );
  return true;
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  return body;
}

async function listening(server: Server, host = "127.0.0.1"): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
