import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addSuppressed, listSuppressed, removeSuppressed } from "../../jobs/outbox/suppress.ts";
import { status } from "../../jobs/status/status.ts";
import { runWeekly } from "../../jobs/weekly/weekly.ts";
import { ConfigError } from "../../src/config.ts";
import { type Line, startLine } from "../support/line.ts";

const two = {
  usual: { weeks: 6 },
  digest: { recipients: [{ to: "a@example.com" }, { to: "B@example.com" }] },
};

describe("somebody who unsubscribed", () => {
  let line: Line;
  afterEach(() => line.close());

  it("gets no mail, and the run is well without them", async () => {
    line = await startLine();
    await addSuppressed(line.session(), "b@example.com", {});
    const session = line.session({ config: two });

    expect(await runWeekly(session)).toBe(0);

    expect(line.inbox.messages.map(({ to }) => to)).toEqual([["a@example.com"]]);
    expect(session.said).toContain("Sent 1 of 1 digest for 2026-W46; 1 unsubscribed");
    expect(await runWeekly(line.session({ config: two }))).toBe(0);
    expect(line.inbox.messages).toHaveLength(1);
    const after = line.session({ config: two });
    await status(after, { json: true });
    expect(JSON.parse(after.printed.join(""))).toMatchObject({
      sends: { sent: 1, suppressed: 1, pending: 0 },
      notSent: [],
      due: [],
    });
  });

  it("while the mail server was asking for the mail gets none of it", async () => {
    line = await startLine({
      inbox: {
        refuse: (stage, value) => {
          // The dialogue is past the recipient; only the mail itself is to come.
          if (stage === "rcpt" && value === "B@example.com") void addSuppressed(other, "b@example.com", {});
          return undefined;
        },
      },
    });
    const other = line.session();
    await other.history();

    expect(await runWeekly(line.session({ config: two }))).toBe(0);

    expect(line.inbox.messages.map(({ to }) => to)).toEqual([["a@example.com"]]);
  });

  it("from one digest gets the others", async () => {
    line = await startLine();
    const { people } = line.gong.company;
    const member = people.find(({ kind, active }) => kind === "ae" && active);
    const manager = people.find(({ id }) => id === member?.managerId);
    const recipients = [{ to: "a@example.com" }, { to: "a@example.com", scope: { team: manager?.id } }];
    await runWeekly(line.session({ config: two }), { dryRun: true });
    await addSuppressed(line.session(), "a@example.com", { scope: `team:${manager?.email}` });
    const session = line.session({ config: { ...two, digest: { recipients } } });

    expect(await runWeekly(session)).toBe(0);

    expect(line.inbox.messages).toHaveLength(1);
    expect(line.inbox.messages[0]?.raw.toString()).toContain("Feedback-ID: 2026-W46:company:");
  });

  it("is not among those a dry run would mail, nor gets a test copy", async () => {
    line = await startLine();
    await addSuppressed(line.session(), "a@example.com", {});
    const session = line.session({ config: two });

    expect(await runWeekly(session, { dryRun: true })).toBe(0);

    expect(session.printed).toEqual([expect.stringMatching(/^B@example\.com\t/)]);
    await expect(runWeekly(line.session({ config: two }), { to: "A@example.com" })).rejects.toThrow(
      /--to: A@example\.com is on the suppression list; gong-digest suppress list/,
    );
  });
});

describe("suppress", () => {
  let line: Line;
  beforeEach(async () => {
    line = await startLine();
  });
  afterEach(() => line.close());

  it("lists what was added, until it is removed", async () => {
    const session = line.session();
    await addSuppressed(session, "Maria@example.com", {});
    await addSuppressed(session, "lee@example.com", { scope: "company" });
    await removeSuppressed(session, "maria@example.com", {});

    await listSuppressed(session, { json: true });

    expect(JSON.parse(session.printed.join(""))).toEqual({
      schemaVersion: 1,
      suppressed: [
        { address: "lee@example.com", scope: "company", at: expect.stringMatching(/^2026-11-16T14/) },
      ],
    });
  });

  it.each`
    address            | scope            | fault
    ${"maria"}         | ${undefined}     | ${/^the address: expected one address/}
    ${"a@example.com"} | ${"everything"}  | ${/^--scope: got "everything", expected company, team:ID/}
    ${"a@example.com"} | ${"team:nobody"} | ${/^--scope: "nobody" is nobody in Gong's list of users/}
  `("refuses $address with $scope", async ({ address, scope, fault }) => {
    await expect(addSuppressed(line.session(), address, { scope })).rejects.toThrow(fault);
  });

  it("says when there is nothing to remove", async () => {
    await expect(removeSuppressed(line.session(), "a@example.com", {})).rejects.toThrow(ConfigError);
  });
});
