import { describe, expect, it } from "vitest";
import { presenceOf } from "../../src/pull/presence.ts";
import type { RosterPerson } from "../../src/pull/roster.ts";

const zone = "America/New_York";
const ana: RosterPerson = {
  id: "900000000000000001",
  name: "Ana",
  email: null,
  managerId: null,
  active: true,
  createdAt: "2026-01-05T09:00:00-05:00",
};
const nothing = { wasActive: false, wasPresent: false, lastActiveWeek: null };

describe("presenceOf", () => {
  it.each`
    case                                              | person                                                | week          | facts                                         | presence
    ${"active, did nothing"}                          | ${ana}                                                | ${"2026-W46"} | ${nothing}                                    | ${"present"}
    ${"created on the Sunday before midnight"}        | ${{ ...ana, createdAt: "2026-11-15T23:59:59-05:00" }} | ${"2026-W46"} | ${nothing}                                    | ${"present"}
    ${"created on the Monday after, in company time"} | ${{ ...ana, createdAt: "2026-11-16T05:00:00Z" }}      | ${"2026-W46"} | ${nothing}                                    | ${"joined later"}
    ${"created later, but Gong counted something"}    | ${{ ...ana, createdAt: "2026-11-20T00:00:00Z" }}      | ${"2026-W46"} | ${{ ...nothing, wasActive: true }}            | ${"present"}
    ${"no date of creation"}                          | ${{ ...ana, createdAt: null }}                        | ${"2026-W46"} | ${nothing}                                    | ${"present"}
    ${"inactive, last seen before"}                   | ${{ ...ana, active: false }}                          | ${"2026-W46"} | ${{ ...nothing, lastActiveWeek: "2026-W40" }} | ${"left"}
    ${"inactive now, at work after it"}               | ${{ ...ana, active: false }}                          | ${"2026-W46"} | ${{ ...nothing, lastActiveWeek: "2026-W47" }} | ${"present"}
    ${"inactive, never seen"}                         | ${{ ...ana, active: false }}                          | ${"2026-W46"} | ${nothing}                                    | ${"inactive"}
    ${"inactive now, found there when first read"}    | ${{ ...ana, active: false }}                          | ${"2026-W46"} | ${{ ...nothing, wasPresent: true }}           | ${"present"}
  `("$case: $presence", ({ person, week, facts, presence }) => {
    expect(presenceOf(person, week, zone, facts)).toBe(presence);
  });
});
