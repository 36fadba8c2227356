import { describe, expect, it } from "vitest";
import { actions } from "../../src/gong/actions.ts";
import { listCalls } from "../../src/gong/calls.ts";
import { uploadCrmEntities } from "../../src/gong/crm.ts";
import { activityTotals } from "../../src/gong/stats.ts";
import { userSettingsHistory } from "../../src/gong/users.ts";
import { exampleOf } from "../../src/tools/example.ts";
import { fieldsOf } from "../../src/tools/fields.ts";
import { inputOf } from "../../src/tools/input.ts";
import { merged } from "../../src/tools/merge.ts";

const span = { fromDate: "2026-11-09", toDate: "2026-11-16" };

describe("inputOf", () => {
  it("puts members where HTTP has them", () => {
    expect(inputOf(userSettingsHistory, { id: "1" })).toEqual({ path: { id: "1" } });
    expect(inputOf(activityTotals, { filter: span })).toEqual({ body: { filter: span } });
  });

  it("takes a whole body, and single members over it", () => {
    const input = inputOf(activityTotals, { body: { filter: span }, cursor: "c" });

    expect(input).toEqual({ body: { filter: span, cursor: "c" } });
  });

  it.each`
    fault                  | input                                        | message
    ${"a missing member"}  | ${{ filter: { fromDate: "2026-11-09" } }}    | ${"filter.toDate: is missing, expected date (2026-11-09)"}
    ${"a wrong value"}     | ${{ filter: { ...span, toDate: "16.11." } }} | ${'filter.toDate: got "16.11.", expected date (2026-11-09)'}
    ${"a misspelt member"} | ${{ filter: { ...span, userId: ["1"] } }}    | ${"filter.userId: no such field; expected fromDate, toDate, userIds"}
    ${"a misspelt field"}  | ${{ filtr: span }}                           | ${"filtr: no such field; it has cursor, filter. Did you mean filter?"}
  `("names the field and the rule for $fault", ({ input, message }) => {
    expect(() => inputOf(activityTotals, input)).toThrow(message);
  });

  it("refuses a number that JavaScript cannot hold as an id, by name", () => {
    const unsafe = Number("7782342274025937895");

    expect(() => inputOf(userSettingsHistory, { id: unsafe })).toThrow(
      "expected an id, as text or as a whole number below 2^53",
    );
  });
});

describe("fieldsOf", () => {
  it.each`
    words                                                              | input
    ${["--from-date", "2026-11-09", "--toDate", "2026-11-16"]}         | ${{ filter: span }}
    ${["--filter.fromDate=2026-11-09", "--filter.toDate=2026-11-16"]}  | ${{ filter: span }}
    ${["--filter", '{"fromDate":"2026-11-09","toDate":"2026-11-16"}']} | ${{ filter: span }}
    ${["--userIds", "1, 2", "--user-ids", "3"]}                        | ${{ filter: { userIds: ["1", "2", "3"] } }}
  `("reads $words", ({ words, input }) => {
    expect(fieldsOf(activityTotals, words)).toEqual(input);
  });

  it.each`
    words                   | message
    ${["2026-11-09"]}       | ${'"2026-11-09" belongs to no field; expected --key value'}
    ${["--form-date", "x"]} | ${"--form-date: no such field"}
    ${["--from-date"]}      | ${'--from-date: got "nothing", expected a value'}
    ${["--filter", "{"]}    | ${'--filter: got "{", expected JSON'}
  `("refuses $words", ({ words, message }) => {
    expect(() => fieldsOf(activityTotals, words)).toThrow(message);
  });

  it.each`
    words                                        | file
    ${["--file", "a.ldjson"]}                    | ${{ path: "a.ldjson" }}
    ${["--deletes", "--file", "a.ldjson"]}       | ${{ path: "a.ldjson", deletes: true }}
    ${["--file", '{"path":"a","deletes":true}']} | ${{ path: "a", deletes: true }}
    ${["--file.path=-"]}                         | ${{ path: "-" }}
  `("reads the file of $words", ({ words, file }) => {
    expect(fieldsOf(uploadCrmEntities, words)).toEqual({ file });
  });

  it("takes a key alone as true", () => {
    const [users] = actions.filter(({ name }) => name === "users.list");

    expect(users && fieldsOf(users, ["--include-avatars"])).toEqual({ includeAvatars: true });
  });
});

describe("merged", () => {
  it("lets the command line win, member by member", () => {
    const both = merged({ filter: span, cursor: "a" }, { filter: { toDate: "2026-11-30" } });

    expect(both).toEqual({ filter: { ...span, toDate: "2026-11-30" }, cursor: "a" });
  });
});

describe("exampleOf", () => {
  it.each(actions.map((action) => [action.name, action] as const))(
    "%s takes its own example",
    (_, action) => {
      expect(() => inputOf(action, exampleOf(action))).not.toThrow();
    },
  );

  it("asks for a span, never for everything", () => {
    expect(exampleOf(listCalls)).toEqual({
      fromDateTime: "2026-11-09T09:00:00Z",
      toDateTime: "2026-11-16T09:00:00Z",
    });
  });
});
