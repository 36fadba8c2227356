import { buildMessage } from "../../src/mail/message.ts";
import { render } from "../../src/mail/render.ts";
import { digest, fullDigest, quietDigest } from "../../test/mail/fixture.ts";

/** What rendering and building one mail takes, and how large it comes out: medians of twenty, after the first. */
const kinds = [
  ["quiet", quietDigest, 5],
  ["three findings", digest, 5],
  ["the largest: 10 cards, 20 rows, 12 teams, 40 rows", fullDigest, 10],
] as const;

const times = 20;
const line = (cells: readonly string[]) =>
  process.stdout.write(
    `${(cells[0] ?? "").padEnd(52)}${cells
      .slice(1)
      .map((cell) => cell.padStart(12))
      .join("")}\n`,
  );

line(["mail", "first", "median", "HTML", "whole mail"]);
for (const [name, own, cards] of kinds) {
  const took: number[] = [];
  let [html, whole] = [0, 0];
  for (let time = 0; time <= times; time += 1) {
    const start = performance.now();
    const rendered = await render(own, { cards });
    const { raw } = await buildMessage({
      rendered,
      digest: own,
      recipient: "maria@example.com",
      from: "digest@example.com",
      date: new Date("2026-11-16T12:00:00Z"),
      revision: 1,
    });
    took.push(performance.now() - start);
    [html, whole] = [Buffer.byteLength(rendered.html), raw.length];
  }
  const [first = 0, ...rest] = took;
  const median = rest.toSorted((a, b) => a - b)[times / 2] ?? 0;
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const kb = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;
  line([name, ms(first), ms(median), kb(html), kb(whole)]);
}
