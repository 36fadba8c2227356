import { DateTime } from "luxon";
import { type MockGong, type MockGongOptions, startMockGong } from "../../src/mock/server.ts";

/** A Monday morning: the newest closed week is 2026-W46, from 2026-11-09 to 2026-11-15. */
export const monday = DateTime.fromISO("2026-11-16T07:00:00-05:00");

export const newestWeek = { fromDate: "2026-11-09", toDate: "2026-11-16" };

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into member by member
  readonly json: any;
};

/** A mock that does not slow its tests down. */
export function start(options: Partial<MockGongOptions> = {}): Promise<MockGong> {
  return startMockGong({ now: monday, requestsPerSecond: 10_000, ...options });
}

export async function ask(
  gong: MockGong,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const authorization = `Basic ${btoa(`${gong.accessKey}:${gong.accessKeySecret}`)}`;
  const response = await fetch(`${gong.url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}

/** Every page of a list, as it was sent. */
export async function pagesOf(gong: MockGong, path: string, body?: object): Promise<readonly Answer[]> {
  const pages: Answer[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = cursor === undefined || body ? "" : `${path.includes("?") ? "&" : "?"}cursor=${cursor}`;
    const page = await ask(gong, path + query, body && { ...body, ...(cursor !== undefined && { cursor }) });
    pages.push(page);
    cursor = page.json?.records?.cursor;
    if (cursor === undefined) return pages;
  }
}
