import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { makeCompany } from "../../bench/stories/company.ts";
import { historyOf } from "../../bench/stories/history.ts";
import { judgedWeek } from "../../jobs/weekly/judged-week.ts";
import { companyReach, findReaders } from "../../jobs/weekly/recipients.ts";
import type { Digest } from "../../src/digest.ts";
import type { Judgement } from "../../src/insight/judge.ts";
import { render } from "../../src/mail/render.ts";
import { isWithin, type Reach } from "../../src/mail/scope.ts";
import { isAskedFor } from "../gates/instrument.ts";
import { cardOf, checkedRowsOf, flat, htmlFacts, otherRowsOf } from "./faces.ts";
import { parsesOf, sentenceOf, slotText } from "./grammar.ts";
import { faultsOf } from "./recompute.ts";
import { storeOf } from "./store.ts";
import { valueText } from "./writing.ts";

/** Two hundred weeks when the gates are asked for, a few otherwise; every company is another one. */
const companies = Array.from({ length: isAskedFor ? 25 : 3 }, (_, at) => at + 1);
const weeksEach = 8;
const cards = 5;

describe.each(companies)("every figure and sentence of made-up company %d", (seed) => {
  const company = makeCompany({
    seed,
    teams: 3 + (seed % 3),
    perTeam: 5 + (seed % 4),
    weeks: 22 + seed + weeksEach,
    first: 20 + seed,
    step: 1,
    lastWeek: seed % 2 === 0 ? "2026-W46" : "2026-W03",
    nameOf: (place) => `${["Dana", "O'Neil", "Li", "Priya R.", "Åsa"][place % 5]} N${place}x`,
  });

  it("equals what the database says, in every face, and is said by a closed set of patterns", async () => {
    const database = historyOf(company);
    const store = storeOf(database);
    const faults: string[] = [];
    const lead = company.membersOf(0)[0] ?? "";
    const names = new Map(company.roster.map(({ id, name }) => [id, name]));
    for (const { week } of company.records.slice(-weeksEach)) {
      const judged = judgedWeek(database, week, { weeks: 12, falseAlerts: 3 });
      const { readers } = findReaders(
        database,
        [
          { to: "a@example.com", scope: { team: company.teamId(1) }, locale: "en" },
          { to: "b@example.com", scope: { person: lead }, locale: "en" },
        ],
        week,
      );
      for (const reach of [companyReach, ...readers.map((reader) => reader.reach)]) {
        const digest = judged.digestFor(reach);
        const about = `${seed} ${reach.scope.kind}`;
        const told = [...digest.findings, ...digest.drifts.map(({ finding }) => finding)];
        faults.push(
          ...told.flatMap((finding) => faultsOf(finding, week, store)).map((fault) => `${about} ${fault}`),
        );
        faults.push(...tableFaults(digest, reach, store));
        faults.push(...sideFaults(digest, judged.judgement));
        faults.push(...sentenceFaults(digest));
        faults.push(...(await faceFaults(digest)));
        faults.push(...strangers(digest, reach, names));
        const inScope = judged.judgement.verdicts.filter(({ series }) =>
          isWithin(reach, series.entity),
        ).length;
        const counts = `${digest.findings.length} unusual of ${inScope.toLocaleString("en")} checked`;
        if (!digest.counts.startsWith(counts))
          faults.push(`${about} ${week} counts: ${digest.counts}, not ${counts}`);
      }
    }
    database.close();

    expect(faults).toEqual([]);
  });
});

function tableFaults(digest: Digest, { scope }: Reach, store: ReturnType<typeof storeOf>): readonly string[] {
  const faults: string[] = [];
  const level = scope.kind === "tree" ? "team" : scope.kind;
  const same = (what: string, got: number | null, expected: number | null): void => {
    const isSame =
      got === expected ||
      Math.abs((got ?? Number.NaN) - (expected ?? Number.NaN)) < 1e-9 * Math.max(1, got ?? 0);
    if (!isSame) faults.push(`${digest.week} ${scope.name} ${what}: ${got}, recomputed ${expected}`);
  };
  for (const { metric, value } of digest.checkedRows)
    same(metric, value, store.cell(level, scope.id, metric, digest.week).value);
  for (const { id, name, cells } of digest.teams?.teams ?? []) {
    for (const [at, { value, shown }] of cells.entries()) {
      const metric = digest.teams?.metrics[at]?.metric ?? "";
      same(`${name} ${metric}`, value, store.cell("team", id, metric, digest.week).value);
      const expected = value === null ? "not known" : valueText(value, metric);
      if (shown !== expected) faults.push(`${name} ${metric}: ${shown}, expected ${expected}`);
    }
  }
  return faults;
}

/** Every mark of one week, in tables and behind sentences, must be what its value and its range say. */
function sideFaults(digest: Digest, { verdicts }: Judgement): readonly string[] {
  const sides = new Map(
    [...verdicts].map(({ series: { entity, metric }, value, usual: { low, high } }) => [
      `${entity.level} ${entity.id} ${metric}`,
      value < low ? "down" : value > high ? "up" : "usual",
    ]),
  );
  const { scope, teams, checkedRows, findings, drifts } = digest;
  const own = `${scope.kind === "tree" ? "team" : scope.kind} ${scope.id}`;
  const told = [...findings, ...drifts.map(({ finding }) => finding)];
  const marks: readonly (readonly [string, string])[] = [
    ...checkedRows.map((row) => [`${own} ${row.metric}`, row.direction] as const),
    ...(teams?.teams ?? []).flatMap(({ id, cells }) =>
      cells.map((cell, at) => [`team ${id} ${teams?.metrics[at]?.metric}`, cell.direction] as const),
    ),
    ...told.flatMap(({ level, entity, metric, around, neighbours }) => [
      ...around.map((each) => [`${each.level} ${each.id} ${metric}`, each.direction] as const),
      ...neighbours.map((each) => [`${level} ${entity.id} ${each.metric}`, each.direction] as const),
    ]),
  ];
  return marks.flatMap(([series, side]) => {
    const expected = sides.get(series) ?? "unknown";
    return side === expected ? [] : [`${digest.week} ${series}: marked ${side}, is ${expected}`];
  });
}

function sentenceFaults(digest: Digest): readonly string[] {
  const told = [
    ...digest.findings.flatMap(({ statements, sentences }) =>
      statements.map((statement, at) => ({ statement, sentence: sentences[at] ?? "" })),
    ),
    ...digest.backToUsual,
    ...digest.drifts,
  ];
  return told.flatMap(({ statement, sentence }) => {
    const faults: string[] = [];
    const again = sentenceOf(statement);
    if (again !== sentence)
      faults.push(`said ${JSON.stringify(sentence)}, by its slots ${JSON.stringify(again)}`);
    const slots = parsesOf(sentence).get(statement.pattern);
    if (!slots) faults.push(`${statement.pattern} does not parse ${JSON.stringify(sentence)}`);
    for (const [name, text] of Object.entries(slots ?? {})) {
      const slot = statement.slots[name];
      const expected = slot ? slotText(slot, statement.slots) : "";
      if (text.toLowerCase().replace(/\.$/, "") !== expected.toLowerCase().replace(/\.$/, ""))
        faults.push(
          `${statement.pattern}.${name}: read back as ${text}, is ${expected} in ${JSON.stringify(sentence)}`,
        );
    }
    const longest = Math.max(...sentence.split(/[.] /).map((part) => part.split(/\s+/).length));
    if (longest > 25) faults.push(`${statement.pattern}: ${longest} words in ${JSON.stringify(sentence)}`);
    return faults;
  });
}

async function faceFaults(digest: Digest): Promise<readonly string[]> {
  const { html, text, csv, json, summary } = await render(digest, { cards });
  const faults: string[] = [];
  const same = (what: string, got: unknown, expected: unknown): void => {
    if (JSON.stringify(got) !== JSON.stringify(expected))
      faults.push(
        `${digest.week} ${digest.scope.name} ${what}: ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`,
      );
  };
  const sentences = digest.findings.flatMap((finding) => finding.sentences);
  const facts = htmlFacts(html, sentences);
  const lead = digest.findings.slice(0, cards);
  same("headline", facts.headline, [flat(digest.headline)]);
  same(
    "cards",
    facts.cards.map(({ alt: _, ...card }) => card),
    lead.map(cardOf),
  );
  same(
    "alt",
    facts.cards.map(({ alt }) => flat(alt)),
    lead.map(({ shown }) => flat(shown.alt)),
  );
  const others = otherRowsOf(digest.findings.slice(cards));
  const tables = [
    ...(others.length > 0 ? [others] : []),
    ...(digest.teams && !digest.quiet
      ? [
          digest.teams.teams.map(({ name, cells }) => [
            name,
            ...cells.map(({ direction, shown }) =>
              flat(`${direction === "up" ? "▲ " : direction === "down" ? "▼ " : ""}${shown}`),
            ),
          ]),
        ]
      : []),
    ...(digest.quiet || digest.checkedRows.length === 0 ? [] : [checkedRowsOf(digest)]),
  ];
  same("tables", facts.tables, tables);

  const plain = flat(text);
  const lines = [
    ...[digest.headline, digest.period, digest.counts, ...digest.dataNotes, ...digest.why],
    ...digest.backToUsual.map(({ sentence }) => sentence),
    ...digest.drifts.map(({ sentence }) => sentence),
  ].map(flat);
  for (const line of lines) {
    if (!plain.includes(line)) faults.push(`text lacks ${JSON.stringify(line)}`);
    if (!facts.text.includes(line)) faults.push(`HTML lacks ${JSON.stringify(line)}`);
  }
  for (const [at, finding] of lead.entries()) {
    const card = cardOf(finding);
    const rest = plain.slice(plain.indexOf(`${at + 1}. ${card.title}`));
    if (!rest.includes(card.figure) || !rest.includes(card.usually)) faults.push(`text lacks ${card.title}`);
    const said = finding.sentences.map(flat).filter((sentence) => card.told.includes(sentence));
    const missing = said.filter((sentence) => !rest.includes(sentence));
    if (missing.length > 0) faults.push(`text lacks ${missing.join(" ")}`);
  }
  // A wrapped name parts a row of the text's tables: its figures must still stand side by side.
  for (const [, value, usual, change] of tables.flat().filter((row) => row.length === 4 && !digest.quiet)) {
    const [side = "", ...figure] = /^[▲▼]/u.test(value ?? "") ? (value ?? "").split(" ") : ["", value ?? ""];
    const row = flat(`${figure.join(" ")} ${side} ${usual} ${change}`);
    if (!plain.includes(row)) faults.push(`text lacks the row ${row}`);
  }

  const back = summary.replace(/\\(.)/g, "$1");
  const summaryRows = back
    .split("\n")
    .filter((line) => line.startsWith("|") && !line.startsWith("| ---"))
    .map((line) => line.slice(2, -2).split(" | ").map(flat));
  const found = lead.map((finding) => {
    const card = cardOf(finding);
    return [card.title, ...(otherRowsOf([finding])[0] ?? []).slice(1)];
  });
  const expected = [...found, ...others, ...(digest.quiet ? [] : checkedRowsOf(digest))];
  same(
    "summary",
    summaryRows.filter(([first]) => first !== "Finding" && first !== "Metric"),
    expected,
  );

  same("JSON", JSON.parse(json), JSON.parse(JSON.stringify(digest)));
  const rows: Record<string, string>[] = parse(csv, { bom: true, columns: true });
  same(
    "CSV",
    rows.map((row) => [
      row.id,
      row.value,
      row.base,
      row.usualLow,
      row.usualMiddle,
      row.usualHigh,
      row.score,
      row.told,
    ]),
    digest.findings.map((each) => [
      each.id,
      ...[each.value, each.base ?? "", each.usual.low, each.usual.middle, each.usual.high, each.score].map(
        String,
      ),
      each.sentences.join(" "),
    ]),
  );
  return faults;
}

/** Names of people that a narrower scope's digest holds though they are not in it; its own team and company aside. */
function strangers(digest: Digest, reach: Reach, names: ReadonlyMap<string, string>): readonly string[] {
  if (reach.people === null) return [];
  const text = JSON.stringify(digest);
  return [...names].flatMap(([id, name]) => {
    const isOwn = reach.people?.has(id) || id === reach.scope.id;
    const isOwnTeam = reach.scope.kind === "person" && id === digest.findings[0]?.entity.team;
    return isOwn || isOwnTeam || !text.includes(name) ? [] : [`${digest.scope.name} names ${name}`];
  });
}
