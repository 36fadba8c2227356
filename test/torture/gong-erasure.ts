import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { noteEnd } from "./gong-hold.ts";
import { instead, type Mangle, startProxy } from "./gong-proxy.ts";
import type { Violation } from "./invariants.ts";
import { makeOwner } from "./owner.ts";
import type { Context, Tally } from "./part.ts";
import { startWorld, type World } from "./world.ts";

/**
 * E9: Gong has accepted an erasure and still gives the person, for hours. Here they are gone at once, and what is pulled
 * afterwards does not bring them back.
 */
export async function erasures(context: Context, tally: Tally): Promise<void> {
  const { town, program } = context;
  const accepted: Mangle = (socket, answer) =>
    answer.path.includes("erase-data") && instead(() => '{"requestId":"r1"}')(socket, answer);
  const owner = makeOwner();
  const proxy = await startProxy(town.gong.url, () => accepted);
  const world = await startWorld(town, { program, baseUrl: proxy.url, moreSettings: owner.settings });
  const person = town.gong.company.people.find(
    ({ managerId, active }) => managerId === town.managerId && active,
  );
  if (person === undefined) throw new Error("the team has nobody but its manager");
  const { id, email } = person;
  const violations: Violation[] = [];
  const fail = (text: string): void => void violations.push({ invariant: "I8", text });
  const succeed = async (...args: readonly string[]): Promise<string> => {
    const { code, stderr } = await world.run(args);
    if (code !== 0)
      violations.push({ invariant: "I9", text: `${args[0]} ended with ${code}: ${stderr.slice(-300)}` });
    return stderr;
  };
  try {
    await succeed("run");
    const call = ["tools", "call", "privacy.eraseByEmail", "--email-address", email, "--confirm", email];
    violations.push(...(await owner.approve(world, call)));
    if (!(await succeed(...call)).includes("history erase"))
      fail("that the history has to be erased too is not said");
    await succeed("history", "erase", "--email", email);
    for (const file of holding(world, [email, id])) fail(`${file} holds them after the erasure`);
    if (!existsSync(`${world.historyPath}.erased`)) fail("there is no tombstone beside the history");
    // Weeks that were never read, and those that are read again.
    await succeed("backfill", "--from", "2026-W34");
    await succeed("run");
    for (const file of holding(world, [email, id])) fail(`${file} holds them after what was pulled since`);
    if (!proxy.seen.includes("/v2/users")) fail("Gong was not asked for its users again");
    await noteEnd(context, tally, world, { label: "E9 erasure under way", violations, erased: [id] });
  } finally {
    await world.close();
    await proxy.close();
  }
}

/** Names of the files in the data folder in whose bytes one of the texts stands. */
function holding(world: World, texts: readonly string[]): readonly string[] {
  const folder = dirname(world.historyPath);
  return readdirSync(folder).filter((name) => {
    const bytes = readFileSync(join(folder, name));
    return texts.some((text) => bytes.includes(text));
  });
}
