import { z } from "zod";
import { cleanText } from "../text.ts";
import { MailError } from "./mail-error.ts";

export type Address = { readonly name: string; readonly address: string };

/**
 * One mailbox, `digest@example.com` or `Gong digest <digest@example.com>`. Strict, because a list of addresses
 * or one that is no address would be split or dropped without a word further on.
 *
 * @param setting where the address was written, for the error
 * @throws {MailError} `config` when it is anything else
 */
export function addressOf(text: string, setting: string): Address {
  const [, name = "", inside] = /^([^<>]*)<([^<>]*)>$/.exec(text) ?? [];
  const address = z.email().safeParse(inside ?? text);
  if (!address.success) {
    throw new MailError("config", `${setting}: expected one address like digest@example.com`);
  }
  return { name: cleanText(name.replaceAll('"', "")), address: address.data };
}

/** What stands behind the @, in small letters. */
export function domainOf({ address }: Address): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
