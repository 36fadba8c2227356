import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DateTime } from "luxon";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { doctor } from "../../jobs/doctor/doctor.ts";
import { explainFinding } from "../../jobs/feedback/explain-finding.ts";
import { preview, report } from "../../jobs/report/report.ts";
import type { Session } from "../../jobs/session/session.ts";
import { historyReads } from "../../jobs/tools/mcp-history.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import type { Digest } from "../../src/digest.ts";
import { readContext } from "../../src/history/context.ts";
import { completeWeeks } from "../../src/history/ledger.ts";
import { toldDigest } from "../../src/history/told.ts";
import type { Fault, SeenRequest } from "../../src/mock/faults.ts";
import { type Line, monday, startLine } from "../support/line.ts";

/** A history of seven weeks is enough to judge by, and quick. */
const quick = { usual: { weeks: 6 } };
const week = "2026-W46";

const detailed = "api:stats:user-actions:detailed";
const extensive = "api:calls:read:extensive";

const told = async (session: Session): Promise<Digest | null> =>
  toldDigest(await session.history(), week, "company");

const isContext = ({ path }: SeenRequest): boolean =>
  /settings-history$|day-by-day$|\/calls\/(extensive|\d+)$/.test(path);
const contextRequests = ({ gong }: Line): readonly SeenRequest[] => gong.requests.filter(isContext);
const askedFor = (line: Line, path: RegExp): number =>
  contextRequests(line).filter((request) => path.test(request.path)).length;

const refusal = (status: number, text: string, headers = {}): Fault => ({
  status,
  headers,
  body: JSON.stringify({ requestId: "r1", errors: [text] }),
});

describe("the planted context of the made-up company", () => {
  let line: Line;
  let digest: Digest | null;

  beforeAll(async () => {
    let usersAt = "2026-11-02T09:00:00-05:00";
    line = await startLine({ gong: { people: 120, usersAt: () => DateTime.fromISO(usersAt) } });
    await report(line.session({ config: quick }), { week: "2026-W45", out: join(line.folder, "before") });
    usersAt = monday;
    const session = line.session({ config: quick });
    await runWeekly(session);
    digest = await told(session);
  }, 60_000);
  afterAll(() => line.close());

  it("tells a recording that was switched off, and links the calls of the number", () => {
    const person = line.gong.company.people.find(({ recordedUntil }) => recordedUntil !== undefined);
    const calls = line.gong.company.truth(week, person?.id ?? "").values.callsAsHost;
    const finding = digest?.findings.find(({ id }) => id === `${week}:person:${person?.id}:callsAsHost`);

    expect(finding?.sentences.at(-1)).toBe("Recording and import of calls were switched off on Wed 11 Nov.");
    expect(finding?.context).toEqual([
      { kind: "recording-off", id: person?.id, name: person?.name, week, day: "2026-11-11" },
    ]);
    expect(finding?.evidence[0]?.text).toContain(` ${calls} calls of 9–15 Nov in Gong`);
  });

  it("tells a new manager, since the list of users was read before", () => {
    const { people } = line.gong.company;
    const person = people.find(({ before }) => before !== undefined);
    const nameOf = (id?: string | null) => people.find((each) => each.id === id)?.name;
    const finding = digest?.findings.find(({ entity }) => entity.id === person?.id);

    expect(finding?.context).toEqual([
      { kind: "moved-team", id: person?.id, name: person?.name, week, day: null },
    ]);
    expect(finding?.sentences).toContain(
      `Reports to ${nameOf(person?.managerId)} since ${week}, before that to ${nameOf(person?.before?.managerId)}.`,
    );
  });

  it("leaves every planted story its finding", () => {
    for (const story of line.gong.company.stories.filter((each) => each.week === week)) {
      const id = `${week}:${story.level}:${story.entityId}:${story.metric}`;
      expect(
        digest?.findings.some((finding) => [finding.id, ...finding.folded].includes(id)),
        story.text,
      ).toBe(true);
    }
  });

  it("links into Gong alone, three times at most", () => {
    const links = digest?.findings.map(({ evidence }) => evidence) ?? [];

    expect(links.flat().length).toBeGreaterThan(5);
    expect(Math.max(...links.map(({ length }) => length))).toBe(3);
    for (const { url } of links.flat()) expect(url).toMatch(/^https:\/\/app\.gong\.io\/call\?id=\d+$/);
  });
});

describe("context of findings", () => {
  let line: Line;
  afterEach(() => line.close());

  it("costs one request for each person named and three for their calls", async () => {
    line = await startLine();
    const session = line.session({ config: quick });
    await runWeekly(session);
    const people = readContext(await session.history(), week).size;

    expect(people).toBeGreaterThan(1);
    expect(askedFor(line, /settings-history$/)).toBe(people);
    expect(askedFor(line, /day-by-day$/)).toBe(1);
    expect(askedFor(line, /extensive$/)).toBeLessThanOrEqual(2);
    expect(session.said.join("\n")).toContain(`Asked Gong about ${people} people in findings in`);
  });

  it("is not asked for when it is off", async () => {
    line = await startLine();
    const session = line.session({ config: { ...quick, pull: { context: "off" } } });
    expect(await runWeekly(session)).toBe(0);

    expect(contextRequests(line)).toEqual([]);
    expect((await told(session))?.findings.every(({ evidence }) => evidence.length === 0)).toBe(true);
  });

  it.each([1, 4])("keeps to %i requests when that is the limit", async (contextRequestsMost) => {
    line = await startLine();
    const pull = { contextRequests: contextRequestsMost };
    expect(await runWeekly(line.session({ config: { ...quick, pull } }))).toBe(0);

    expect(contextRequests(line).length).toBeGreaterThan(0);
    expect(contextRequests(line).length).toBeLessThanOrEqual(contextRequestsMost);
  });

  it("is the same from the history alone in preview, report and for models, and in explain", async () => {
    line = await startLine();
    const session = line.session({ config: quick });
    await runWeekly(session);
    const findings = (await told(session))?.findings;
    const asked = line.gong.requests.length;
    const out = join(line.folder, "out");
    const read = (name: string): Digest => JSON.parse(readFileSync(join(out, name), "utf8"));

    await preview(line.session({ config: quick }), { out });
    await report(line.session({ config: quick }), { out });
    const linked = findings?.find(({ evidence }) => evidence.length > 0);
    const reader = line.session({ config: quick });
    const answer = (await historyReads(reader).digest({})) as Pick<Digest, "findings">;
    await explainFinding(reader, linked?.id ?? "", {});
    await explainFinding(reader, linked?.id ?? "", { json: true });

    expect(linked).toBeDefined();
    expect(read(`${week}-company.json`).findings).toEqual(findings);
    expect(read("digest.json").findings).toEqual(findings);
    expect(answer.findings.find(({ id }) => id === linked?.id)?.evidence).toEqual(linked?.evidence);
    expect(reader.printed[0]).toContain(`What Gong tells beside it:\n  ${linked?.evidence[0]?.text}`);
    expect(JSON.parse(reader.printed[1] ?? "").evidence).toEqual(linked?.evidence);
    expect(line.gong.requests).toHaveLength(asked);
  });

  it("is asked for again when the week is read again", async () => {
    line = await startLine();
    await runWeekly(line.session({ config: quick }), { dryRun: true });
    const first = contextRequests(line).length;
    await runWeekly(line.session({ config: quick }), { dryRun: true });

    expect(contextRequests(line)).toHaveLength(2 * first);
  });

  it("names nobody outside a reader's scope", async () => {
    line = await startLine();
    const { people } = line.gong.company;
    const manager = people.find(({ kind }) => kind === "manager");
    const recipients = [{ to: "lead@example.com", scope: { team: manager?.id ?? "" } }];
    const session = line.session({ config: { ...quick, digest: { recipients } } });
    await runWeekly(session);
    const digest = toldDigest(await session.history(), week, `team ${manager?.id}`);
    const text = JSON.stringify(digest?.findings.map(({ sentences, evidence }) => [sentences, evidence]));

    expect(digest?.findings.length).toBeGreaterThan(0);
    for (const { managerId, id, name } of people) {
      if (managerId !== manager?.id && id !== manager?.id)
        expect(text).not.toContain(JSON.stringify(name).slice(1, -1));
    }
  });

  it("holds no title of a call and nobody's name but its host's", async () => {
    line = await startLine();
    const session = line.session({ config: quick });
    await runWeekly(session);
    const stored = (await session.history()).prepare("SELECT group_concat(body) FROM context").pluck().get();

    expect(stored).toContain("https://app.gong.io/call");
    expect(stored).not.toMatch(/Customer|Demo|Follow-up|Outbound/);
  });
});

describe("what Gong refuses of it", () => {
  let line: Line;
  afterEach(() => line.close());

  it("by scope is left out, said once each, and holds no week", async () => {
    line = await startLine({ gong: { deniedScopes: [detailed, extensive] } });
    const session = line.session({ config: quick });

    expect(await runWeekly(session)).toBe(0);

    expect(session.said.filter((text) => text.includes(detailed))).toHaveLength(1);
    expect(session.said.filter((text) => text.includes(extensive))).toHaveLength(1);
    expect(line.inbox.messages).toHaveLength(1);
    expect(askedFor(line, /settings-history$/)).toBeGreaterThan(1);
  });

  it("of the details of calls is made good by single calls", async () => {
    line = await startLine({ gong: { deniedScopes: [extensive] } });
    const session = line.session({ config: quick });
    await runWeekly(session);
    const links = (await told(session))?.findings.flatMap(({ evidence }) => evidence) ?? [];

    expect(askedFor(line, /calls\/\d+$/)).toBeGreaterThan(0);
    expect(links.length).toBeGreaterThan(0);
    expect(contextRequests(line).length).toBeLessThanOrEqual(20);
  });

  it.each`
    what                           | path                   | fault                                               | said
    ${"an unknown person"}         | ${/settings-history$/} | ${refusal(404, "User ID 1 was not found")}          | ${null}
    ${"nobody with activity"}      | ${/day-by-day$/}       | ${refusal(404, "No stats found")}                   | ${null}
    ${"no calls found"}            | ${/calls\/extensive$/} | ${refusal(404, "No calls found")}                   | ${null}
    ${"a licence that is lacking"} | ${/calls\/extensive$/} | ${refusal(403, "Not licensed")}                     | ${/Not licensed/}
    ${"nonsense"}                  | ${/day-by-day$/}       | ${{ status: 200, body: "<html>" }}                  | ${/this time: POST .*day-by-day/}
    ${"the day's quota gone"}      | ${/day-by-day$/}       | ${refusal(429, "Limit", { "retry-after": "7200" })} | ${/this time: .*Gong asks to wait 2 h/}
    ${"a broken server"}           | ${/settings-history$/} | ${{ status: 500 }}                                  | ${/this time: /}
    ${"a key that was taken back"} | ${/day-by-day$/}       | ${refusal(401, "Wrong key")}                        | ${/Gong refused the key \(401\): Wrong key/}
  `("as $what mails the week all the same, and is said: $said", async ({ path, fault, said }) => {
    line = await startLine({
      gong: { fault: (request) => (path.test(request.path) ? (fault as Fault) : undefined) },
    });
    const session = line.session({ config: quick });

    expect(await runWeekly(session)).toBe(0);

    expect(line.inbox.messages).toHaveLength(1);
    expect(askedFor(line, path)).toBeGreaterThan(0);
    const lines = session.said.filter((text) => text.includes("Findings do without"));
    expect(lines).toHaveLength(said === null ? 0 : 1);
    if (said !== null) expect(lines[0]).toMatch(said);
  });

  it("as trouble with Gong itself ends the asking", async () => {
    const busy = refusal(429, "Limit", { "retry-after": "7200" });
    line = await startLine({ gong: { fault: (request) => (isContext(request) ? busy : undefined) } });
    await runWeekly(line.session({ config: quick }));

    expect(contextRequests(line)).toHaveLength(1);
  });

  it("is told by doctor as optional, and is no failure", async () => {
    line = await startLine({ gong: { deniedScopes: [detailed] } });
    const session = line.session({ config: quick });

    expect(await doctor(session, {})).toBe(0);

    const told = session.printed.find((text) => text.includes(" context "))?.replace(/\s+/g, " ");
    expect(told).toMatch(
      /^ok .* optional: findings do without what the key lacks, api:stats:user-actions:detailed/,
    );
    expect(told).not.toContain(extensive);
  });
});

it("a report on a history that has the week asks Gong nothing, with context or without", async () => {
  const line = await startLine();
  const off = { ...quick, pull: { context: "off" } };
  await report(line.session({ config: off }), { out: join(line.folder, "out") });
  const asked = line.gong.requests.length;

  expect(await report(line.session({ config: quick }), { out: join(line.folder, "out") })).toBe(0);

  expect(completeWeeks(await line.session().history())).toContain(week);
  expect(line.gong.requests).toHaveLength(asked);
  await line.close();
});
