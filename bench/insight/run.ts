import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { readPanelRows } from "../../jobs/trust/detect-panel.ts";
import { recordsIn, textOf } from "../../jobs/trust/detect-records.ts";
import type { MadePanel, Planted } from "./make-panel.ts";
import { makePanel } from "./make-panel.ts";
import { type Measures, measure, measureNames } from "./measures.ts";

/**
 * How well judging finds what was planted, as a table: made-up panels always, and each panel (`<name>/panel.csv` and
 * `labels.csv`, each perhaps `.gz`) of the folder in GONG_BENCH_PANELS; without it, of the one beside a checkout.
 */
const results: [string, Measures, number][] = [];
for (const [seed, weeks] of [
  [1, 130],
  [2, 60],
  [3, 30],
] as const) {
  results.push(timed(`made-${weeks}`, makePanel({ seed, people: 200, weeks })));
}
const beside = fileURLToPath(new URL("../../../shared/bench/panels/dev", import.meta.url));
const folder = process.env.GONG_BENCH_PANELS ?? (existsSync(beside) ? beside : null);
for (const name of folder === null ? [] : readdirSync(folder).sort()) {
  const panel = await readLabelled(join(folder ?? "", name));
  if (panel) results.push(timed(name, panel));
}
print(results);

function timed(name: string, panel: MadePanel): [string, Measures, number] {
  const start = performance.now();
  const measures = measure(panel);
  return [name, measures, (performance.now() - start) / 1000];
}

async function readLabelled(path: string): Promise<MadePanel | null> {
  const panelFile = fileOf(path, "panel.csv");
  const labelFile = fileOf(path, "labels.csv");
  if (!panelFile || !labelFile) return null;
  const { grid, ids, weekTexts } = readPanelRows(recordsIn(textIn(panelFile)));
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const weekOf = new Map(weekTexts.map((text, week) => [text, week]));
  const events = new Map<string, number>();
  const planted: Planted[] = [];
  const measured = new Set<string>();
  for (const [index, line] of textIn(labelFile).split("\n").entries()) {
    const [id = "", weekText = "", label, event = ""] = line.split(",");
    const [row, week] = [rowOf.get(id), weekOf.get(weekText)];
    if (index === 0 || row === undefined || week === undefined || label === "-1") continue;
    measured.add(`${row} ${week}`);
    if (label !== "1") continue;
    events.set(event, events.get(event) ?? events.size);
    planted.push({ row, week, event: events.get(event) ?? 0 });
  }
  return { grid, planted, events: events.size, measured };
}

function fileOf(path: string, name: string): string | null {
  return [name, `${name}.gz`].map((each) => join(path, each)).find((each) => existsSync(each)) ?? null;
}

function textIn(file: string): string {
  const raw = readFileSync(file);
  return textOf(file.endsWith(".gz") ? gunzipSync(raw) : raw);
}

function print(all: typeof results): void {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const width = Math.max(...measureNames.map((name) => name.length));
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}  ${cells.map((cell) => cell.padStart(10)).join("")}\n`;
  const out = [line(`gong-digest ${version}`, [...all.map(([name]) => name), "mean"])];
  for (const name of measureNames) {
    const values = all.map(([, measures]) => measures[name]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    out.push(
      line(
        name,
        [...values, mean].map((value) => value.toFixed(3)),
      ),
    );
  }
  out.push(
    line(
      "seconds",
      all.map(([, , seconds]) => seconds.toFixed(1)),
    ),
  );
  process.stdout.write(out.join(""));
}
