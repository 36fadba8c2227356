import { request } from "node:http";
import type { MockGong } from "../../src/mock/server.ts";

export type Sent = {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into member by member
  readonly json: any;
};

type Content = {
  readonly json?: unknown;
  /** Part name to file content. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Any body, with its content type. */
  readonly raw?: { readonly type: string; readonly body: string | Buffer };
};

/** One request of any method; a GET may carry a body, which `fetch` would refuse. */
export async function send(
  gong: MockGong,
  method: string,
  path: string,
  content: Content = {},
): Promise<Sent> {
  const { type, body } = await encoded(content);
  const authorization = `Basic ${btoa(`${gong.accessKey}:${gong.accessKeySecret}`)}`;
  const headers = {
    authorization,
    ...(body === undefined ? {} : { "content-type": type, "content-length": Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const sending = request(`${gong.url}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const isJson = response.headers["content-type"]?.includes("json") ?? false;
        resolve({ status: response.statusCode ?? 0, text, json: isJson ? JSON.parse(text) : undefined });
      });
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

async function encoded({ json, files, raw }: Content): Promise<{ type: string; body?: string | Buffer }> {
  if (raw) return raw;
  if (files) {
    const form = new FormData();
    for (const [name, file] of Object.entries(files)) form.set(name, new Blob([file]), "upload.bin");
    const made = new Response(form);
    const type = made.headers.get("content-type") ?? "";
    return { type, body: Buffer.from(await made.arrayBuffer()) };
  }
  return { type: "application/json", ...(json === undefined ? {} : { body: JSON.stringify(json) }) };
}
