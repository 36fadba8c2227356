import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { approveCall } from "../../jobs/limits/approve.ts";
import { callTool } from "../../jobs/tools/call.ts";
import { approvalsOf, approve, findApproval, listApprovals } from "../../src/history/approvals.ts";
import { openLimits } from "../../src/history/limits.ts";
import { hashOfWish, type Wish } from "../../src/limits/approval.ts";
import { ownerPrivateKey, signApproval } from "../../src/limits/signed-approval.ts";
import { packageRoot } from "../../src/root.ts";
import { type Line, startLine } from "../support/line.ts";

const personas = { officer: { include: ["privacy.*"] }, other: { include: ["privacy.*"] } };
const erase = (address = "kim@customer.example") => ["--email-address", address];
const keys = generateKeyPairSync("ed25519");
const pem = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const ownerKey = keys.publicKey.export({ type: "spki", format: "der" }).toString("base64");

let line: Line;
const erasures = (): number => line.gong.requests.filter(({ path }) => path.includes("erase-data")).length;

beforeEach(async () => {
  line = await startLine();
});
afterEach(() => line.close());

/** Calls as a program does, without a terminal; gives the id that was asked for, null when the call went through. */
async function callOff(
  words: readonly string[],
  { persona = "officer", config = {} } = {},
): Promise<string | null> {
  const session = line.session({ config: { personas, ...config } });
  try {
    expect(
      await callTool(session, "privacy.eraseByEmail", words, { persona, yes: true, confirm: words[1] ?? "" }),
    ).toBe(0);
    return null;
  } catch (error) {
    const [, id] = /^approval-needed (\w{8}): /.exec((error as Error).message) ?? [];
    if (id === undefined) throw error;
    return id;
  }
}

/** ID1, ID2 and so on. */
function counted(): () => string {
  let made = 0;
  return () => {
    made += 1;
    return `ID${made}`;
  };
}

const types = (text: string) => async () => text;
const approved = (id: string, typed = "kim@customer.example", config = {}) =>
  approveCall(line.session({ config: { personas, ...config } }), id, {}, types(typed));

describe("a call that cannot be undone", () => {
  it("goes through once after a person has typed its target", async () => {
    const id = await callOff(erase());
    expect(erasures()).toBe(0);
    expect(await callOff(erase())).toBe(id);

    const approving = line.session({ config: { personas } });
    expect(await approveCall(approving, id ?? "", {}, types("kim@customer.example"))).toBe(0);
    expect(approving.said.join("\n")).toContain("gong-digest history erase --email ADDRESS");
    expect(await callOff(erase())).toBeNull();
    expect(erasures()).toBe(1);

    expect(await callOff(erase())).toMatch(/^\w{8}$/);
    expect(erasures()).toBe(1);
  });

  it("needs another approval with other arguments, or under another persona", async () => {
    await approved((await callOff(erase())) ?? "");

    expect(await callOff(erase("lee@customer.example"))).not.toBeNull();
    expect(await callOff(erase(), { persona: "other" })).not.toBeNull();
    expect(erasures()).toBe(0);
  });

  it("is not approved by another text, by nobody at a terminal, or a second time", async () => {
    const id = (await callOff(erase())) ?? "";

    await expect(approved(id, "lee@customer.example")).rejects.toThrow("nothing was approved");
    await expect(approveCall(line.session({ config: { personas } }), id, {})).rejects.toThrow(
      "needs a person at a terminal",
    );
    await approved(id);
    await expect(approved(id)).rejects.toThrow(`${id} is approved`);
    await expect(approved("ZZZZZZZZ")).rejects.toThrow("is no call that asked");
  });

  it("is approved in one step by whoever types its target at the terminal", async () => {
    const session = line.session();

    const typed = types("kim@customer.example");
    expect(await callTool(session, "privacy.eraseByEmail", erase(), {}, typed)).toBe(0);

    expect(erasures()).toBe(1);
  });

  it("is written down before and after, and so is the asking", async () => {
    await approved((await callOff(erase())) ?? "");
    await callOff(erase());

    const audit = await line.session().audit();
    const facts = audit.database
      .prepare("SELECT facts FROM entry ORDER BY sequence")
      .pluck()
      .all() as string[];
    expect(facts.map((text) => JSON.parse(text)).map(({ decision, status }) => decision ?? status)).toEqual([
      "approval-needed",
      "allowed",
      "ok",
    ]);
  });
});

describe("with approvals.ownerKey", () => {
  const config = { approvals: { ownerKey } };

  async function files() {
    const id = (await callOff(erase(), { config })) ?? "";
    const [request, approval, key] = ["request.json", "approval.json", "owner.key"].map((name) =>
      join(line.folder, name),
    );
    if (!request || !approval || !key) throw new Error("no names");
    writeFileSync(key, pem);
    await approveCall(line.session({ config: { personas, ...config } }), id, { out: request }, undefined);
    return { id, request, approval, key };
  }
  const take = (file: string) =>
    approveCall(line.session({ config: { personas, ...config } }), undefined, { file });

  it("only what its key signed counts, and once", async () => {
    const { id, request, approval, key } = await files();
    await expect(approved(id, "kim@customer.example", config)).rejects.toThrow("only what is signed counts");
    await expect(
      callTool(
        line.session({ config }),
        "privacy.eraseByEmail",
        erase(),
        { confirm: "kim@customer.example" },
        types("kim@customer.example"),
      ),
    ).rejects.toThrow("approval-needed");

    await approveCall(line.session(), request, { sign: key, out: approval }, types("kim@customer.example"));
    expect(await take(approval)).toBe(0);
    expect(await callOff(erase(), { config })).toBeNull();

    await expect(take(approval)).rejects.toThrow("nothing was approved");
    expect(erasures()).toBe(1);
  });

  it("nothing else is taken: another key, another call, an old signature, a request that shows what it is not", async () => {
    const { id, request, approval, key } = await files();
    const { hash } = JSON.parse(readFileSync(request, "utf8"));
    const owner = ownerPrivateKey(pem);
    const write = (value: unknown) => writeFileSync(approval, JSON.stringify(value));

    write(signApproval({ id, hash }, generateKeyPairSync("ed25519").privateKey, new Date()));
    await expect(take(approval)).rejects.toThrow("not the owner's");
    write({ ...signApproval({ id, hash: "0".repeat(64) }, owner, new Date()), hash });
    await expect(take(approval)).rejects.toThrow("not the owner's");
    write(signApproval({ id, hash: "0".repeat(64) }, owner, new Date()));
    await expect(take(approval)).rejects.toThrow("nothing was approved");
    write(signApproval({ id, hash }, owner, new Date(Date.now() - 600_000)));
    await expect(take(approval)).rejects.toThrow("less than ten minutes");
    write(signApproval({ id, hash }, owner, new Date(Date.now() + 120_000)));
    await expect(take(approval)).rejects.toThrow("less than ten minutes");
    const shown = JSON.parse(readFileSync(request, "utf8"));
    writeFileSync(request, JSON.stringify({ ...shown, arguments: shown.arguments.replace("kim@", "lee@") }));
    await expect(
      approveCall(line.session(), request, { sign: key }, types("lee@customer.example")),
    ).rejects.toThrow("nothing was signed");

    expect(await callOff(erase(), { config })).toBe(id);
    expect(erasures()).toBe(0);
  });
});

describe("the store of approvals", () => {
  const wish = (over: Partial<Wish> = {}): Wish => {
    const own = {
      action: "privacy.eraseByEmail",
      persona: null,
      baseUrl: "https://api.gong.io",
      arguments: '{"query":{}}',
      ...over,
    };
    return { ...own, hash: hashOfWish(own), why: "it takes data away for good" };
  };

  it("lets an approval go after ten minutes, with the arguments", () => {
    const database = openLimits(":memory:");
    let now = new Date("2026-11-16T09:00:00Z");
    const ids = ["A", "B", "C"].values();
    const store = approvalsOf(database, { now: () => now, newId: () => ids.next().value ?? "" });
    store.claim(wish());
    approve(database, { id: "A", hash: wish().hash }, { by: "terminal", approvedAt: now, now });
    now = new Date("2026-11-16T09:10:00Z");

    expect(store.claim(wish())).toMatchObject({ state: "asked", id: "B", lost: null });
    expect(findApproval(database, "A", now)).toMatchObject({ state: "expired", arguments: null });
    now = new Date("2026-11-16T09:20:00Z");
    expect(approve(database, { id: "B", hash: wish().hash }, { by: "terminal", approvedAt: now, now })).toBe(
      false,
    );
  });

  it("gives one approval to one of many that claim it", () => {
    const path = join(line.folder, "claims.db");
    const databases = Array.from({ length: 8 }, () => openLimits(path));
    const now = new Date("2026-11-16T09:00:00Z");
    const newId = counted();
    const stores = databases.map((database) => approvalsOf(database, { now: () => now, newId }));
    stores[0]?.claim(wish());
    const [first] = databases;
    if (first) approve(first, { id: "ID1", hash: wish().hash }, { by: "terminal", approvedAt: now, now });

    const states = stores.map((store) => store.claim(wish()).state);

    expect(states.filter((state) => state === "claimed")).toHaveLength(1);
    for (const database of databases) database.close();
  });

  it("keeps twenty calls of a persona waiting, and lets the oldest go", () => {
    const database = openLimits(":memory:");
    let second = 0;
    const now = () => {
      second += 1;
      return new Date(Date.parse("2026-11-16T09:00:00Z") + second * 1000);
    };
    const store = approvalsOf(database, { now, newId: counted() });
    for (let index = 0; index < 25; index += 1) store.claim(wish({ arguments: JSON.stringify({ index }) }));

    const waiting = listApprovals(database, now(), false).map(({ id }) => id);

    expect(waiting).toHaveLength(20);
    expect(waiting[0]).toBe("ID6");
  });
});

describe("in processes of their own", () => {
  function start(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    before: readonly string[] = [],
  ) {
    const cli = [
      process.execPath,
      join(packageRoot, "node_modules/tsx/dist/cli.mjs"),
      join(packageRoot, "jobs/cli.ts"),
      ...words,
    ];
    const [command = "", ...rest] =
      before.length === 0 ? cli : [...before, cli.map((word) => `'${word}'`).join(" "), "/dev/null"];
    const child = spawn(command, rest, {
      cwd: line.folder,
      env: {
        PATH: process.env.PATH,
        GONG_ACCESS_KEY: line.gong.accessKey,
        GONG_ACCESS_KEY_SECRET: line.gong.accessKeySecret,
        ...environment,
      },
      stdio: ["pipe", "pipe", "pipe"],
    });
    return new Promise<{ code: number | null; said: string }>((resolve) => {
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => {
          said += String(chunk);
        });
      child.on("close", (code) => resolve({ code, said }));
      child.stdin.end("kim@customer.example\n");
    });
  }
  const settings = (more = "") =>
    writeFileSync(
      join(line.folder, "config.yaml"),
      `gong: { baseUrl: "${line.gong.url}", retries: 0 }\nhistory: { path: history.db }\npersonas: { officer: { include: ["privacy.*"] } }\n${more}`,
    );
  const call = [
    "tools",
    "call",
    "privacy.eraseByEmail",
    ...erase(),
    "--confirm",
    "kim@customer.example",
    "--persona",
    "officer",
  ];

  it("an agent with a shell, and one with a pseudo-terminal, cannot approve what only the owner's key may", async () => {
    settings(`approvals: { ownerKey: "${ownerKey}" }\n`);
    const asked = await start(call);
    const [, id = ""] = /approval-needed (\w{8})/.exec(asked.said) ?? [];
    writeFileSync(
      join(line.folder, "approval.json"),
      JSON.stringify({ id, hash: "0", approvedAt: new Date().toISOString(), signature: "AAAA" }),
    );

    const results = [
      await start(["approve", id]),
      await start(["approve", id], {}, ["script", "-qec"]),
      await start(["approve", "--file", "approval.json"]),
      await start(call, {}, ["script", "-qec"]),
      await start(call),
    ];

    expect(asked.code).toBe(2);
    expect(id).not.toBe("");
    expect(results.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    for (const { said } of results.slice(0, 2)) expect(said).toContain("only what is signed counts");
    for (const { said } of results.slice(3)) expect(said).toContain(`approval-needed ${id}`);
    expect(erasures()).toBe(0);
  });

  it("a person at a terminal approves by typing the target, where no key is set", async () => {
    settings();
    const [, id = ""] = /approval-needed (\w{8})/.exec((await start(call)).said) ?? [];

    const typed = await start(["approve", id], {}, ["script", "-qec"]);

    expect(typed.said).toContain("privacy.eraseByEmail");
    expect(typed.said).toContain("persona officer");
    expect(typed.code).toBe(0);
    expect(await callOff(erase(), { config: { gong: { baseUrl: line.gong.url } } })).toBeNull();
  });

  it.each`
    place                  | sent | then
    ${"approval.claiming"} | ${0} | ${"goes through"}
    ${"approval.claimed"}  | ${0} | ${"was used at"}
    ${"approval.answered"} | ${1} | ${"was used at"}
  `("killed at $place it has sent $sent, and the same call $then", async ({ place, sent, then }) => {
    settings();
    const [, id = ""] = /approval-needed (\w{8})/.exec((await start(call)).said) ?? [];
    const config = { gong: { baseUrl: line.gong.url } };
    await approved(id, "kim@customer.example", config);

    const killed = await start(call, { GONG_DIGEST_FAILPOINT: place });
    expect(killed.code === 137 || killed.code === null).toBe(true);
    expect(erasures()).toBe(sent);

    const again = await start(call);
    if (then === "goes through") expect(again.code).toBe(0);
    else {
      expect(again.code).toBe(2);
      expect(again.said).toContain("An approval of this very call was used at");
    }
    expect(erasures()).toBe(then === "goes through" ? 1 : sent);
  });
});
