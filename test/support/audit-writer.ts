import { armFailpoints } from "../../jobs/session/armed.ts";
import { openAudit } from "../../src/history/audit.ts";
import { auditKeys } from "../../src/history/audit-chain.ts";
import { attempt, auditKey } from "./audit.ts";

/** A process of its own that writes so many attempts and outcomes into a log: `audit-writer.ts PATH COUNT`. */
const [path = "", count = "1"] = process.argv.slice(2);
armFailpoints(process.env);
const audit = openAudit(path, {
  now: () => new Date(),
  keys: auditKeys(auditKey),
  arguments: "redacted",
  payloads: false,
  secrets: [],
  onFault: (error) => process.stderr.write(`${String(error)}\n`),
});
for (let index = 0; index < Number(count); index += 1) {
  const isIrreversible = index % 5 === 0;
  const entry = audit.begin(attempt({ effect: isIrreversible ? "destructive" : "read", isIrreversible }));
  entry.end({ status: "ok", rows: index });
}
audit.close();
