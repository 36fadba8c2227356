import { describe, expect, it } from "vitest";
import type { Gong } from "../../src/gong/client.ts";
import { GongError } from "../../src/gong/error.ts";
import { listUsers } from "../../src/gong/users.ts";
import { type PageStore, resume } from "../../src/pull/resume.ts";
import { gongErrorOf, gongWith } from "../support/gong-client.ts";
import { userPage } from "../support/gong-payloads.ts";
import { type Answer, json } from "../support/gong-server.ts";

const page = (ids: readonly string[], total: number, cursor?: string): Answer =>
  json(200, userPage(ids, total, cursor));
const script = [page(["1"], 2, "c1"), page(["2"], 2)];

function memoryStore(): PageStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    open: (list) => ({
      get: (number) => kept.get(`${list} ${number}`),
      put: (number, body) => void kept.set(`${list} ${number}`, body),
    }),
    drop: (lists) => {
      for (const key of kept.keys()) if (lists.some((list) => key.startsWith(list))) kept.delete(key);
    },
  };
}

/** Reads users; at the second page the reader itself fails with `fault`. */
const readUsers =
  (fault?: Error) =>
  async (gong: Gong): Promise<readonly string[]> => {
    const ids: string[] = [];
    for await (const { rows, number } of gong.pages(listUsers, {})) {
      if (number === 2 && fault) throw fault;
      ids.push(...rows.map(({ id }) => id));
    }
    return ids;
  };

describe("resume", () => {
  const begin = async (answers: readonly Answer[], store = memoryStore()) => {
    const { gong, server } = await gongWith(answers);
    const anew: string[] = [];
    const options = {
      store,
      pause: async () => {},
      onAnew: (error: GongError) => void anew.push(error.kind),
    };
    const read = (fault?: Error) => resume(gong, options, readUsers(fault));
    return { read, store, server, anew };
  };

  it("keeps every page until whoever saves the value drops the lists it is from", async () => {
    const { read, store } = await begin(script);

    const { value, lists } = await read();

    expect(value).toEqual(["1", "2"]);
    expect([...store.kept.keys()]).toEqual(["users.list {} 1", "users.list {} 2"]);

    store.drop(lists);
    expect(store.kept.size).toBe(0);
  });

  it.each([
    ["the budget is used up", 2, new GongError("rate-limit", "later")],
    ["Ctrl-C comes", 2, new Error("aborted")],
    ["the page itself is at fault", 1, new GongError("contract", "no such week")],
    ["the pages contradict each other", 0, new GongError("incomplete", "twice")],
  ])("when %s at the second page, keeps %i", async (_, kept, fault) => {
    const { read, store } = await begin(script);

    await expect(read(fault)).rejects.toBe(fault);

    expect(store.kept.size).toBe(kept);
  });

  it("does not ask for what is kept, and gives what one reading would", async () => {
    const { read, store } = await begin(script);
    await read(new GongError("rate-limit", "later")).catch(() => {});
    const second = await begin([], store);

    expect((await second.read()).value).toEqual(["1", "2"]);
    expect(second.server.seen).toEqual([]);
  });

  it("reads from the first page once more when what is kept fits no longer, and no more than once", async () => {
    const { read, store } = await begin([page(["1"], 3, "c1"), page(["2"], 3, "c2")]);
    await gongErrorOf(read(new GongError("contract", "no such week")));
    expect(store.kept.size).toBe(1);
    const second = await begin([page(["2"], 4), page(["1"], 2, "c1"), page(["1"], 2)], store);

    const error = await gongErrorOf(second.read());

    expect(second.anew).toEqual(["incomplete"]);
    expect(error.message).toContain("users has 1 a second time");
    expect(second.server.seen.map(({ query }) => query)).toEqual([{ cursor: "c1" }, {}, { cursor: "c1" }]);
    expect(store.kept.size).toBe(0);
  });
});
