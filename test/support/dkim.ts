import { generateKeyPairSync } from "node:crypto";
import { dkimVerify } from "mailauth";
import { type DkimKey, dkimKeyOf, dkimRecord } from "../../src/mail/dkim.ts";

/** A key made for this run; no DNS knows it. */
export function someDkimKey(domain = "example.com", bits = 2048): DkimKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return dkimKeyOf(domain, "digest", privateKey.export({ type: "pkcs8", format: "pem" }).toString());
}

/** What a receiver makes of the signature, with our record as its DNS. */
export async function verified(
  raw: Buffer,
  key: DkimKey,
): Promise<{ readonly result: string | undefined; readonly headers: readonly string[] }> {
  const record = dkimRecord(key);
  const resolver = async (name: string, type: string): Promise<string[][]> => {
    if (type === "TXT" && name === record.name) return [[record.value]];
    throw Object.assign(new Error(`no ${type} of ${name}`), { code: "ENOTFOUND" });
  };
  const { results } = await dkimVerify(raw, { resolver });
  // Its types leave out what the result has.
  const [first] = results as readonly ((typeof results)[number] & { signingHeaders?: { keys: string } })[];
  return {
    result: first?.status?.result,
    headers: (first?.signingHeaders?.keys ?? "").toLowerCase().split(/\s*:\s*/),
  };
}
