import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { checkPersona, listPersonas, restore, revoke } from "../../jobs/limits/persona.ts";
import { chosenPersona } from "../../jobs/limits/persona-guard.ts";
import { personasNow } from "../../jobs/limits/personas-now.ts";
import { callTool } from "../../jobs/tools/call.ts";
import { mcpTokens, refuseNobody } from "../../jobs/tools/mcp-tokens.ts";
import { listTools } from "../../jobs/tools/tools.ts";
import { Config } from "../../src/config.ts";
import { type Line, startLine } from "../support/line.ts";

const personas = {
  analyst: { include: ["users", "history"], readOnly: "on", mask: ["title"], requestsPerDay: 2 },
  officer: { include: ["privacy"] },
};

let line: Line;
beforeEach(async () => {
  line = await startLine();
});
afterEach(() => line.close());
const session = (config = {}) => line.session({ config: { personas, ...config } });

describe("persona list", () => {
  it("says what each may and what it used today", async () => {
    await callTool(session(), "users.list", [], { persona: "analyst" });
    const [text, json] = [session(), session()];

    await listPersonas(text, {});
    await listPersonas(json, { json: true });

    expect(text.printed).toEqual([
      "analyst: reads 4, writes 0, destructive 0, history 4 · no transcripts · masked title · 1 of 2 requests today\n",
      "officer: reads 2, writes 0, destructive 2, history 0 · no transcripts\n",
    ]);
    expect(JSON.parse(json.printed.join(""))[0]).toMatchObject({
      name: "analyst",
      revoked: null,
      open: { read: 4, write: 0, destructive: 0 },
      requestsToday: 1,
    });
  });
});

describe("persona check", () => {
  it.each`
    name         | action                    | input                                 | code | said
    ${"analyst"} | ${"users.list"}           | ${undefined}                          | ${0} | ${"allowed"}
    ${"analyst"} | ${"history_series"}       | ${undefined}                          | ${0} | ${"allowed"}
    ${"officer"} | ${"history_series"}       | ${undefined}                          | ${6} | ${"denied: personas.officer.include has nothing"}
    ${"analyst"} | ${"privacy.eraseByEmail"} | ${undefined}                          | ${6} | ${"denied: privacy.eraseByEmail changes data in Gong, and persona analyst is read-only"}
    ${"officer"} | ${"privacy.eraseByEmail"} | ${'{"emailAddress":"a@example.com"}'} | ${0} | ${"allowed, after an approval: it takes data away for good"}
  `("$name $action $input: $said", async ({ name, action, input, code, said }) => {
    const own = session();

    expect(await checkPersona(own, name, action, input === undefined ? {} : { input })).toBe(code);

    expect(own.printed.join("")).toContain(said);
    expect(line.gong.requests).toEqual([]);
  });

  it("suggests a name for one that is none", async () => {
    await expect(checkPersona(session(), "analist", "users.list", {})).rejects.toThrow(
      "Did you mean analyst?",
    );
    await expect(revoke(session(), "analist")).rejects.toThrow("Did you mean analyst?");
  });
});

describe("tools under a persona", () => {
  it("lists what is open, calls nothing else, and stops at the day's budget", async () => {
    const own = session();
    await listTools(own, { persona: "analyst" });
    expect(
      own.printed
        .join("")
        .trimEnd()
        .split("\n")
        .map((each) => each.split(" ")[0]),
    ).toEqual(["users.list", "users.listByFilter", "users.get", "users.settingsHistory"]);

    await expect(callTool(session(), "workspaces.list", [], { persona: "analyst" })).rejects.toThrow(
      "nothing that opens",
    );
    for (let call = 0; call < 2; call += 1)
      await callTool(session(), "users.list", [], { persona: "analyst" });
    await expect(callTool(session(), "users.list", [], { persona: "analyst" })).rejects.toThrow(
      "2 requests of today",
    );
    expect(line.gong.requests).toHaveLength(2);
  });

  it("ends with revoke and begins again with restore", async () => {
    await revoke(session(), "analyst");
    await expect(callTool(session(), "users.list", [], { persona: "analyst" })).rejects.toThrow("is revoked");
    await restore(session(), "analyst");

    expect(await callTool(session(), "users.list", [], { persona: "analyst" })).toBe(0);
  });
});

describe("which persona", () => {
  it.each`
    option       | environment                           | tools                     | chosen
    ${undefined} | ${{}}                                 | ${{}}                     | ${null}
    ${undefined} | ${{}}                                 | ${{ persona: "officer" }} | ${"officer"}
    ${undefined} | ${{ GONG_DIGEST_PERSONA: "analyst" }} | ${{ persona: "officer" }} | ${"analyst"}
    ${"officer"} | ${{ GONG_DIGEST_PERSONA: "analyst" }} | ${{}}                     | ${"officer"}
  `("with --persona $option, $environment and $tools: $chosen", ({ option, environment, tools, chosen }) => {
    expect(chosenPersona(session({ tools }), option, environment)).toBe(chosen);
  });

  it("mcp does not start when nobody says", () => {
    expect(() => refuseNobody(session(), null)).toThrow(
      "start with --persona analyst or another of analyst, officer",
    );
    expect(() => refuseNobody(session(), "analyst")).not.toThrow();
    expect(() => refuseNobody(line.session(), null)).not.toThrow();
  });

  it.each`
    environment                                                                                         | own          | found
    ${{ GONG_DIGEST_MCP_TOKEN_ANALYST: "a".repeat(16), GONG_DIGEST_MCP_TOKEN_OFFICER: "o".repeat(16) }} | ${null}      | ${["analyst", "officer"]}
    ${{ GONG_DIGEST_MCP_TOKEN: "a".repeat(16) }}                                                        | ${"analyst"} | ${["analyst"]}
    ${{ GONG_DIGEST_MCP_TOKEN: "a".repeat(16) }}                                                        | ${null}      | ${"GONG_DIGEST_MCP_TOKEN is of no persona"}
    ${{ GONG_DIGEST_MCP_TOKEN_ANALYST: "a".repeat(16), GONG_DIGEST_MCP_TOKEN_OFFICER: "a".repeat(16) }} | ${null}      | ${"the same token"}
    ${{ GONG_DIGEST_MCP_TOKEN_ANALYST: "short" }}                                                       | ${null}      | ${"GONG_DIGEST_MCP_TOKEN_ANALYST has 5 characters"}
    ${{}}                                                                                               | ${null}      | ${"GONG_DIGEST_MCP_TOKEN is not set"}
  `("over HTTP $environment are the tokens of $found", ({ environment, own, found }) => {
    const tokens = () => mcpTokens(session(), own, environment).map(({ persona }) => persona);

    if (typeof found === "string") expect(tokens).toThrow(found);
    else expect(tokens()).toEqual(found);
  });
});

describe("personasNow", () => {
  it("reads the file again however it was changed, and refuses what it cannot read", () => {
    const folder = mkdtempSync(join(tmpdir(), "gong-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "config.yaml");
    const write = (name: string, to = file) =>
      writeFileSync(to, `personas: { ${name}: { include: [read] } }`);
    write("one");
    const now = personasNow({ file, config: Config.parse({}) });
    const seen = [Object.keys(now())];
    write("two");
    seen.push(Object.keys(now()));
    // Of the same size and time as before.
    write("six", `${file}.new`);
    utimesSync(`${file}.new`, 0, 0);
    renameSync(`${file}.new`, file);
    seen.push(Object.keys(now()));

    expect(seen).toEqual([["one"], ["two"], ["six"]]);
    writeFileSync(file, "personas: { one: { include: [calls.lst] } }");
    expect(now).toThrow("Did you mean calls.list");
    rmSync(file);
    expect(now).toThrow("until the settings are mended");
    write("one");
    expect(Object.keys(now())).toEqual(["one"]);
  });
});
