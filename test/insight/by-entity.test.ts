import { describe, expect, it } from "vitest";
import { byEntitySteps } from "../../src/insight/by-entity.ts";
import type { Entity } from "../../src/series.ts";
import { drained } from "../../src/steps.ts";

const entity = (level: Entity["level"], id: string): Entity => ({ level, id, name: id, teamId: null });

describe("rows by entity", () => {
  const rows = [entity("person", "1"), entity("team", "1"), entity("person", "2"), entity("person", "1")];
  const grouped = drained(byEntitySteps(rows.length, (row) => rows[row] ?? entity("company", "company")));

  it("are those of one entity in the list's order, of a team and its manager apart", () => {
    expect([...grouped.of({ level: "person", id: "1" })]).toEqual([0, 3]);
    expect([...grouped.of({ level: "team", id: "1" })]).toEqual([1]);
    expect([...grouped.of({ level: "person", id: "2" })]).toEqual([2]);
  });

  it("are none of somebody who is not in the list", () => {
    expect([...grouped.of({ level: "team", id: "2" })]).toEqual([]);
  });

  it("name each entity once, as they come", () => {
    expect([...grouped.entities()]).toEqual([rows[0], rows[1], rows[2]]);
  });

  it("are gathered with pauses", () => {
    const steps = byEntitySteps(40_000, () => entity("person", "1"));

    let pauses = 0;
    for (const _ of steps) pauses += 1;

    expect(pauses).toBeGreaterThan(1);
  });
});
