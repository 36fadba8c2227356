import { simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import { someDkimKey, verified } from "../support/dkim.ts";
import { gateMails } from "./mails.ts";

const key = someDkimKey();
const pem = key.privateKey.export({ type: "pkcs8", format: "pem" }).toString();

describe.each(await gateMails(pem))("signature of the mail: $name", ({ raw }) => {
  it("verifies, and covers every header", async () => {
    const { result, headers } = await verified(raw, key);

    const names = (await simpleParser(raw)).headerLines.map(({ key: name }) => name);
    expect(result).toBe("pass");
    expect(headers.toSorted()).toEqual(names.filter((name) => name !== "dkim-signature").toSorted());
  });
});
