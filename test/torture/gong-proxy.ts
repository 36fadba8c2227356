import { createServer, type IncomingMessage } from "node:http";
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

export type Proxy = { readonly url: string; readonly seen: readonly string[]; close(): Promise<void> };

/** Stands between the program and Gong, and answers on the bare socket where `mangle` wants to. */
export async function startProxy(target: string, mangle: () => Mangle | null): Promise<Proxy> {
  const seen: string[] = [];
  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
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
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  return { url: await listening(server), seen, close: () => closed(server, sockets) };
}

/** A host that no request may reach: it only counts what came, and with which login. */
export async function startCanary(): Promise<{
  readonly url: string;
  readonly credentials: () => number;
  close(): Promise<void>;
}> {
  let credentials = 0;
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
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
    close: () => closed(server, sockets),
  };
}

/** A whole answer with this body. */
export const instead =
  (change: (body: string) => string): Mangle =>
  (socket, { body }) => {
    const text = Buffer.from(change(body));
    const head = `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n`;
    socket.end(Buffer.concat([Buffer.from(head), text]));
    return true;
  };

/** Compressed, and cut off in the middle of it. */
export const cutGzip: Mangle = (socket, { body }) => {
  const packed = gzipSync(body);
  const half = packed.subarray(0, Math.ceil(packed.length / 2));
  socket.write(
    `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${half.length}\r\n\r\n`,
  );
  socket.end(half);
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
    `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 40)}`,
  );
  return true;
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  return body;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
