import { createHash } from "node:crypto";
import { gateMails } from "../gates/mails.ts";

/** Prints what a process of its own makes of the same digests: name and hash of each mail, then its surroundings. */
for (const { name, raw } of await gateMails(process.env.TEST_DKIM_KEY)) {
  process.stdout.write(`${name} ${createHash("sha256").update(raw).digest("hex")}\n`);
}
process.stderr.write(
  JSON.stringify({
    minutesWest: new Date(0).getTimezoneOffset(),
    locale: Intl.NumberFormat().resolvedOptions().locale,
    year: new Date().getFullYear(),
  }),
);
