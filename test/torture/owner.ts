import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { limitsPath } from "../../src/history/limits.ts";
import { signApproval } from "../../src/limits/signed-approval.ts";
import type { Violation } from "./invariants.ts";
import type { World } from "./world.ts";

/** Whoever has the key without which nothing is taken away. */
export type Owner = {
  /** The public half, as YAML. */
  readonly settings: string;
  /** Lets the call be asked for, signs it as on another machine, and gives the signature back. */
  approve(world: World, call: readonly string[]): Promise<readonly Violation[]>;
};

export function makeOwner(): Owner {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const ownerKey = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  return {
    settings: `approvals: { ownerKey: "${ownerKey}" }`,
    async approve(world, call) {
      const asked = await world.run(call);
      const [, id] = /approval-needed (\w{8})/.exec(asked.stderr) ?? [];
      if (asked.code !== 2 || id === undefined)
        return [
          { invariant: "I9", text: `no approval was asked for: ${asked.code} ${asked.stderr.slice(-300)}` },
        ];
      const file = join(world.folder, "approval.json");
      const hash = hashOf(world.historyPath, id);
      writeFileSync(file, JSON.stringify(signApproval({ id, hash }, privateKey, new Date())));
      const { code, stderr } = await world.run(["approve", "--file", file]);
      if (code === 0) return [];
      return [{ invariant: "I9", text: `approve ended with ${code}: ${stderr.slice(-300)}` }];
    },
  };
}

function hashOf(history: string, id: string): string {
  const database = new Sqlite(limitsPath(history), { readonly: true });
  try {
    return String(database.prepare("SELECT hash FROM approvals WHERE id = ?").pluck().get(id));
  } finally {
    database.close();
  }
}
