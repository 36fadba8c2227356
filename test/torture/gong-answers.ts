import { instead, type Mangle } from "./gong-proxy.ts";

/** Such an answer, whatever was asked. */
export const status =
  (
    code: number,
    headers: readonly string[] = [],
    body = '{"requestId":"r1","errors":["told to fail"]}',
  ): Mangle =>
  (socket) => {
    const lines = [
      `HTTP/1.1 ${code} Told`,
      "content-type: application/json",
      "connection: close",
      ...headers,
    ];
    socket.end(`${lines.join("\r\n")}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    return true;
  };

/** The connection breaks before an answer. */
export const dropped: Mangle = (socket) => {
  socket.resetAndDestroy();
  return true;
};

/** The request has arrived, and nothing comes of it. */
export const silent: Mangle = () => true;

/** The first counter of the first person as this. */
export const counter = (text: string): Mangle =>
  instead((body) => body.replace(/("callsAsHost":)\s*\d+/, `$1${text}`));

/** With more members in what it says of its pages. */
export const records = (text: string): Mangle =>
  instead((body) => body.replace(/"records":\s*\{/, `"records":{${text},`));
