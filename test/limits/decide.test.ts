import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config-file.ts";
import type { Action, InputOf } from "../../src/gong/action.ts";
import { actions } from "../../src/gong/actions.ts";
import { closedAction, decide } from "../../src/limits/decide.ts";
import { createMask } from "../../src/limits/mask.ts";
import { peopleFrom } from "../../src/limits/people.ts";
import { personaFaults, personaOf } from "../../src/limits/persona.ts";
import { findAction } from "../../src/tools/catalogue.ts";

const ana = { id: "4001", email: "ana@example.com" };
const ben = { id: "4002", email: "ben@example.com" };
const people = peopleFrom([ana, ben]);
const dates = { fromDate: "2026-11-09", toDate: "2026-11-16" };

function persona(text: string) {
  const { personas } = parseConfig(`personas: { p: { ${text} } }`, "config.yaml");
  expect(personaFaults(personas)).toEqual([]);
  return personaOf("p", personas, () => people);
}

const openTo = (text: string): readonly string[] =>
  actions.filter((action) => closedAction(persona(text), action) === null).map(({ name }) => name);

function decided(text: string, name: string, input: object) {
  return decide(persona(text), findAction(name), input as InputOf<Action>);
}

describe("include and exclude", () => {
  it.each`
    text                                                         | name                      | open
    ${"include: [users.list]"}                                   | ${"users.list"}           | ${true}
    ${"include: [users.list]"}                                   | ${"users.get"}            | ${false}
    ${"include: [users]"}                                        | ${"users.get"}            | ${true}
    ${"include: [GONG_LIST_ALL_USERS_V2_USERS]"}                 | ${"users.list"}           | ${true}
    ${'include: ["users.l*"]'}                                   | ${"users.listByFilter"}   | ${true}
    ${"include: [read], exclude: [users]"}                       | ${"users.get"}            | ${false}
    ${"include: [users.get], exclude: [read]"}                   | ${"users.get"}            | ${false}
    ${'include: ["*"], readOnly: on'}                            | ${"calls.add"}            | ${false}
    ${'include: ["*"], readOnly: on, exclude: [read]'}           | ${"users.get"}            | ${false}
    ${'include: ["*"]'}                                          | ${"privacy.eraseByEmail"} | ${true}
    ${'include: ["*"]'}                                          | ${"ai.brief"}             | ${false}
    ${'include: ["*"], paid: on, transcripts: on'}               | ${"ai.brief"}             | ${true}
    ${'include: ["*"], paid: on'}                                | ${"ai.brief"}             | ${false}
    ${"include: [calls]"}                                        | ${"calls.transcripts"}    | ${false}
    ${"include: [calls], transcripts: on"}                       | ${"calls.transcripts"}    | ${true}
    ${"include: [calls], transcripts: on, own: ana@example.com"} | ${"calls.transcripts"}    | ${false}
    ${'include: ["*"], revoked: on'}                             | ${"users.get"}            | ${false}
  `("with { $text }, $name is open: $open", ({ text, name, open }) => {
    expect(openTo(text).includes(name)).toBe(open);
  });

  it("counts an upload that deletes as destructive", () => {
    const input = { query: {}, file: { path: "a", deletes: true } };

    expect(decided("include: [write]", "crm.uploadEntities", input)).toMatchObject({ allowed: false });
    expect(decided("include: [crm], exclude: [destructive]", "crm.uploadEntities", input)).toMatchObject({
      allowed: false,
    });
  });
});

describe("a persona in the settings", () => {
  it.each`
    text                                    | fault
    ${"include: [calls.lst]"}               | ${'personas.p.include.0: "calls.lst" is no action, area or effect. Did you mean calls.list'}
    ${'include: ["cals.*"]'}                | ${'personas.p.include.0: "cals.*" matches no action, expected a pattern like calls.*. Did you mean calls'}
    ${"include: [read], exclude: [privcy]"} | ${'personas.p.exclude.0: "privcy"'}
  `("is told what { $text } cannot mean", ({ text, fault }) => {
    const { personas } = parseConfig(`personas: { p: { ${text} } }`, "config.yaml");

    expect(personaFaults(personas).join("\n")).toContain(fault);
  });

  it.each`
    text                                             | fault
    ${"p: { include: [] }"}                          | ${"personas.p.include: got [], expected at least one entry"}
    ${"p: { include: [read], rows: 0 }"}             | ${"personas.p.rows: got 0, expected a whole number from 1"}
    ${"p: { include: [read], peple: [a] }"}          | ${"personas.p.peple: no such setting"}
    ${"p: { include: [read], people: [a], own: b }"} | ${"personas.p.own"}
    ${"P: { include: [read] }"}                      | ${"personas.P"}
    ${"job: { include: [read] }"}                    | ${"personas.job"}
  `("is refused when it is { $text }", ({ text, fault }) => {
    expect(() => parseConfig(`personas: { ${text} }`, "config.yaml")).toThrow(fault);
  });
});

describe("own people", () => {
  const own = "include: [read, write], people: [4001, ben@example.com]";

  it.each`
    name                   | input                                                            | sent
    ${"stats.interaction"} | ${{ body: { filter: dates } }}                                   | ${["4001", "4002"]}
    ${"stats.interaction"} | ${{ body: { filter: { ...dates, userIds: [] } } }}               | ${["4001", "4002"]}
    ${"stats.interaction"} | ${{ body: { filter: { ...dates, userIds: ["4002"] } } }}         | ${["4002"]}
    ${"stats.interaction"} | ${{ body: { filter: { ...dates, userIds: ["4002", "4003"] } } }} | ${null}
  `("narrow $name $input to $sent", ({ name, input, sent }) => {
    const decision = decided(own, name, input);

    if (sent === null) expect(decision.allowed).toBe(false);
    else expect(decision).toMatchObject({ input: { body: { filter: { userIds: sent } } } });
  });

  it.each`
    name                 | input                                                                                        | allowed
    ${"users.get"}       | ${{ path: { id: "4001" } }}                                                                  | ${true}
    ${"users.get"}       | ${{ path: { id: "4003" } }}                                                                  | ${false}
    ${"flows.list"}      | ${{ query: { flowOwnerEmail: "BEN@example.com" } }}                                          | ${true}
    ${"flows.list"}      | ${{ query: { flowOwnerEmail: "eve@example.com" } }}                                          | ${false}
    ${"calls.get"}       | ${{ path: { id: "1" } }}                                                                     | ${false}
    ${"meetings.create"} | ${{ body: { organizerEmail: "ana@example.com", invitees: [{ email: "x@customer.com" }] } }}  | ${true}
    ${"meetings.create"} | ${{ body: { organizerEmail: "ana@example.com", invitees: [{ email: "eve@example.com" }] } }} | ${false}
  `("let $name $input through: $allowed", ({ name, input, allowed }) => {
    expect(decided(own, name, input).allowed).toBe(allowed);
  });

  it("leave rows of others out, and others' names in rows of theirs", () => {
    const decision = decided(own, "calls.listDetails", { body: { filter: {} } });
    const calls = [
      {
        metaData: { id: "1", primaryUserId: "4001" },
        parties: [
          { userId: "4009", name: "Eve", emailAddress: "eve@example.com" },
          { name: "Kim", emailAddress: "kim@customer.com" },
        ],
      },
      { metaData: { id: "2", primaryUserId: "4009" } },
      { metaData: { id: "3", primaryUserId: null } },
    ];

    const answer = decision.allowed && decision.answer({ records: { totalRecords: 3 }, calls });

    expect(answer).toEqual({
      records: {},
      calls: [
        {
          metaData: { id: "1", primaryUserId: "4001" },
          parties: [
            { userId: "[another person]", name: "[another person]", emailAddress: "[another person]" },
            { name: "Kim", emailAddress: "kim@customer.com" },
          ],
        },
      ],
      withheld: "rows that persona p may not see are left out",
    });
  });
});

describe("one workspace", () => {
  const one = "include: [read], workspace: 77, transcripts: on";

  it.each`
    name                   | input                               | sent
    ${"calls.list"}        | ${{ query: {} }}                    | ${{ query: { workspaceId: "77" } }}
    ${"calls.list"}        | ${{ query: { workspaceId: "77" } }} | ${{ query: { workspaceId: "77" } }}
    ${"calls.list"}        | ${{ query: { workspaceId: "78" } }} | ${null}
    ${"calls.transcripts"} | ${{ body: { filter: {} } }}         | ${{ body: { filter: { workspaceId: "77" } } }}
    ${"calls.get"}         | ${{ path: { id: "1" } }}            | ${null}
  `("narrows $name $input to $sent", ({ name, input, sent }) => {
    const decision = decided(one, name, input);

    if (sent === null) expect(decision.allowed).toBe(false);
    else expect(decision).toMatchObject({ input: sent });
  });
});

describe("without transcripts", () => {
  it.each`
    fields                                         | allowed
    ${{ content: { topics: true } }}               | ${true}
    ${{ content: { brief: false } }}               | ${true}
    ${{ content: { brief: true } }}                | ${false}
    ${{ content: { highlights: true } }}           | ${false}
    ${{ content: { outline: true } }}              | ${false}
    ${{ media: true }}                             | ${false}
    ${{ collaboration: { publicComments: true } }} | ${false}
  `("calls.listDetails with $fields is allowed: $allowed", ({ fields, allowed }) => {
    const input = { body: { filter: {}, contentSelector: { exposedFields: fields } } };

    expect(decided("include: [calls]", "calls.listDetails", input).allowed).toBe(allowed);
  });

  it("takes out what comes without being asked for", () => {
    const decision = decided("include: [calls]", "calls.listDetails", { body: { filter: {} } });

    expect(
      decision.allowed &&
        decision.answer({
          calls: [{ metaData: { id: "1" }, content: { brief: "words", topics: [] }, transcript: [1] }],
        }),
    ).toEqual({ calls: [{ metaData: { id: "1" }, content: { topics: [] } }] });
  });

  it.each`
    action                 | answer                                                              | left
    ${"calls.listDetails"} | ${{ calls: [{ content: { callReview: "words", structure: [] } }] }} | ${{ calls: [{ content: { structure: [] } }] }}
    ${"calls.listDetails"} | ${{ calls: [{ callSummary: "words", nextSteps: ["words"] }] }}      | ${{ calls: [{}] }}
    ${"calls.get"}         | ${{ call: { id: "1", spotlight: { text: "words" } } }}              | ${{ call: { id: "1" } }}
    ${"calls.get"}         | ${{ call: { id: "1", Transcript_v2: "words" } }}                    | ${{ call: { id: "1" } }}
  `("takes out of $action what Gong may add: $answer", ({ action, answer, left }) => {
    const input = action === "calls.get" ? { path: { id: "1" } } : { body: { filter: {} } };
    const decision = decided("include: [calls]", action, input);

    expect(decision.allowed && decision.answer(answer)).toEqual(left);
  });
});

describe("createMask", () => {
  it.each`
    patterns              | masked
    ${["emailAddress"]}   | ${["a.emailAddress", "list.emailAddress"]}
    ${["*email*"]}        | ${["a.emailAddress", "list.emailAddress", "fields.value"]}
    ${["a.emailAddress"]} | ${["a.emailAddress"]}
    ${["list.*"]}         | ${["list.emailAddress"]}
    ${["EMAIL"]}          | ${["fields.value"]}
  `("takes $patterns out of an answer: $masked", ({ patterns, masked }) => {
    const answer = {
      a: { emailAddress: "x" },
      list: [{ emailAddress: "y" }],
      fields: [{ name: "Email", value: "z" }],
    };
    const out = (path: string, value: string): string => (masked.includes(path) ? "[masked]" : value);

    expect(createMask(patterns)(answer)).toEqual({
      a: { emailAddress: out("a.emailAddress", "x") },
      list: [{ emailAddress: out("list.emailAddress", "y") }],
      fields: [{ name: "Email", value: out("fields.value", "z") }],
    });
  });
});
