import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backup } from "../../jobs/history/backup.ts";
import { restore } from "../../jobs/history/restore.ts";
import { approveCall } from "../../jobs/limits/approve.ts";
import { listPersonas, revoke } from "../../jobs/limits/persona.ts";
import { callTool } from "../../jobs/tools/call.ts";
import { openDatabase } from "../../src/history/database.ts";
import { dayCount } from "../../src/history/day-count.ts";
import { limitsPath, openLimits, takeOverRevocations } from "../../src/history/limits.ts";
import { revocations } from "../../src/history/personas.ts";
import { type Line, startLine } from "../support/line.ts";

const personas = {
  analyst: { include: ["users"], requestsPerDay: 2 },
  officer: { include: ["privacy"] },
};
const address = "kim@customer.example";

let line: Line;
let folder: string;
beforeEach(async () => {
  line = await startLine();
  folder = join(line.folder, "backups");
  mkdirSync(folder);
});
afterEach(() => line.close());

/** A session that is over afterwards, as that of a command is. */
async function within<T>(act: (session: ReturnType<Line["session"]>) => Promise<T>): Promise<T> {
  const session = line.session({ config: { personas } });
  try {
    return await act(session);
  } finally {
    session.close();
  }
}

const users = (persona: string) => within((own) => callTool(own, "users.list", [], { persona }));
const erase = () =>
  within((own) =>
    callTool(own, "privacy.eraseByEmail", ["--email-address", address], { persona: "officer" }).catch(
      (error: Error) => error.message,
    ),
  );
const erasures = (): number => line.gong.requests.filter(({ path }) => path.includes("erase-data")).length;

async function backedUp(): Promise<string> {
  await within((own) => backup(own, `${folder}/`, {}));
  return join(folder, readdirSync(folder)[0] ?? "");
}

/** By the command, and by a copy that somebody puts in the history's place by hand. */
async function putBack(file: string, way: "restore" | "copy"): Promise<void> {
  if (way === "copy") copyFileSync(file, line.historyPath);
  else await within((own) => restore(own, file, {}));
}

describe.each(["restore", "copy"] as const)("an older history that is put back by %s", (way) => {
  it("gives a persona nothing back that was revoked since", async () => {
    expect(await users("analyst")).toBe(0);
    const file = await backedUp();
    await within((own) => revoke(own, "analyst"));

    await putBack(file, way);

    await expect(users("analyst")).rejects.toThrow("persona analyst is revoked");
    expect(line.gong.requests).toHaveLength(1);
  });

  it("lets no approval be used again that was used since", async () => {
    const [, id = ""] = /approval-needed (\w{8})/.exec(String(await erase())) ?? [];
    await within((own) => approveCall(own, id, {}, async () => address));
    const file = await backedUp();
    expect(await erase()).toBe(0);

    await putBack(file, way);

    expect(await erase()).toContain("approval-needed");
    expect(erasures()).toBe(1);
  });

  it("gives nobody the day's requests a second time", async () => {
    await users("analyst");
    const file = await backedUp();
    await users("analyst");

    await putBack(file, way);

    await expect(users("analyst")).rejects.toThrow("has used its 2 requests of today");
    await within(async (own) => {
      await listPersonas(own, {});
      expect(own.printed.join("")).toContain("2 of 2 requests today");
    });
  });
});

it("restore keeps the count of the requests that were made since the backup", async () => {
  await users("officer").catch(() => {});
  await users("analyst");
  const file = await backedUp();
  await users("analyst");

  await putBack(file, "restore");

  const used = await within(async (own) => dayCount(await own.history()).used("2026-11-16"));
  expect(used).toBe(2);
});

it("revocations that an earlier version kept in the history are moved, and not lost", () => {
  const history = openDatabase(line.historyPath);
  history.prepare("INSERT INTO persona_revocations (persona, at) VALUES ('analyst', '2026-11-16')").run();
  const limits = openLimits(limitsPath(line.historyPath));

  takeOverRevocations(history, limits);

  expect(revocations(limits)("analyst")).toBe("2026-11-16");
  expect(revocations(history)("analyst")).toBeNull();
  for (const database of [history, limits]) database.close();
});
