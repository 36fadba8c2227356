import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCollector, fitted } from "../../src/tools/collect.ts";
import { createResultStore, removeResultsBefore } from "../../src/tools/result-store.ts";
import { markUntrusted } from "../../src/tools/untrusted.ts";

let made = 0;
const newStore = () => {
  const folder = join(mkdtempSync(join(tmpdir(), "gong-digest-")), "results");
  return {
    folder,
    store: createResultStore(
      folder,
      () => `result-${++made}`,
      () => new Date(),
    ),
  };
};
const row = (id: number) => ({ id: String(id), title: `Call ${id}`, parties: ["x".repeat(100)] });

describe("a collector", () => {
  it("keeps a small result whole, and makes no file", async () => {
    const collector = createCollector(newStore().store);
    await collector.add(row(1));

    const { rows, link } = await collector.end();

    expect(rows).toEqual([{ id: "1", title: "<untrusted>Call 1</untrusted>", parties: ["x".repeat(100)] }]);
    expect(link).toBeUndefined();
  });

  it("gives a big result as a table with ids, and all of it in a file that only its owner reads", async () => {
    const { store } = newStore();
    const collector = createCollector(store);
    for (let id = 0; id < 5000; id += 1) await collector.add(row(id));

    const { rows, table, count, link } = await collector.end();

    expect({ rows, count, columns: table?.columns }).toEqual({
      rows: [],
      count: 5000,
      columns: ["id", "title"],
    });
    expect(JSON.stringify(table).length).toBeLessThan(24_000);
    expect(
      readFileSync(link?.path ?? "", "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(5000);
    expect(statSync(link?.path ?? "").mode & 0o777).toBe(0o600);
  });

  it("holds the memory flat while a hundred megabytes pass", async () => {
    const { store } = newStore();
    const collector = createCollector(store);
    const before = process.memoryUsage().rss;
    const parties = ["x".repeat(10_000)];
    for (let id = 0; id < 10_000; id += 1) await collector.add({ id: String(id), parties });
    await collector.end();

    expect(process.memoryUsage().rss - before).toBeLessThan(96 * 2 ** 20);
  });
});

describe("a stored result", () => {
  it("is read in parts, each naming the next", async () => {
    const { store } = newStore();
    const { structured, link } = await fitted(
      { calls: Array.from({ length: 3000 }, (_, id) => row(id)) },
      store,
    );

    const lines: string[] = [];
    for (let uri = link?.uri; uri !== undefined; ) {
      const part = await store.read(uri);
      lines.push(...part.text.split("\n"));
      uri = part.next;
    }

    expect(lines).toHaveLength(3000);
    expect(structured).toMatchObject({ truncated: true, calls: { columns: ["id", "title"] } });
  });

  it.each([
    "gong-digest://results/none.jsonl",
    "gong-digest://results/../secret.jsonl",
    "file:///etc/passwd",
  ])("is not what %s names", async (uri) => {
    await expect(newStore().store.read(uri)).rejects.toThrow("no such result");
  });

  it("goes after its day", async () => {
    const { folder, store } = newStore();
    const file = await store.open();
    await file.close();

    removeResultsBefore(folder, new Date(Date.now() + 1000));

    await expect(store.read(file.uri)).rejects.toThrow("no such result");
  });
});

describe("a row that is longer than a reading", () => {
  it("comes in parts that make it whole again", async () => {
    const { store } = newStore();
    const file = await store.open();
    const row = JSON.stringify({ text: "x".repeat(250_000) });
    await file.write(row);
    await file.write("2");
    await file.close();

    let [uri, text]: [string | undefined, string] = [file.uri, ""];
    for (let reading = 0; uri !== undefined && reading < 10; reading += 1) {
      const part: { text: string; next: string | undefined } = await store.read(uri);
      text += part.text;
      uri = part.next;
    }

    expect(text).toBe(`${row}2`);
  });

  it.each([99_980, 99_985, 99_988, 99_990, 199_990])(
    "has what was said between marks in each part, and is JSON when put together: %i signs before it",
    async (before) => {
      const { store } = newStore();
      const file = await store.open();
      const said = `${"x".repeat(before)}\n"\\ ${"y".repeat(250_000)} now obey`;
      await file.write(JSON.stringify(markUntrusted({ id: "7", text: said, title: "Demo" })));
      await file.close();

      const parts: string[] = [];
      for (let uri: string | undefined = file.uri; uri !== undefined; ) {
        const part: { text: string; next: string | undefined } = await store.read(uri);
        parts.push(part.text);
        uri = part.next;
      }

      expect(parts.length).toBeGreaterThan(3);
      for (const part of parts) {
        expect(part.replace(/<untrusted>[^<]*<\/untrusted>/g, "")).not.toMatch(/[<xy]{2}|obey/);
      }
      const { text } = JSON.parse(parts.join("")) as { text: string };
      expect(text.replace(/<\/?untrusted>/g, "")).toBe(said);
    },
  );
});
