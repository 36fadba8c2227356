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
  return { name: headerText(name.replaceAll('"', "")), address: address.data };
}

/** Whether a text is one plain address, with nothing around it. */
export const isAddress = (text: string): boolean => z.email().safeParse(text).success;

/**
 * Text as it may stand in a header: one clean line in which nothing is an encoded word already, since readers
 * would decode that to line breaks and all.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2047#section-2
 * @example
 * headerText("=?utf-8?q?=0D=0A?="); // => "＝?utf-8?q?=0D=0A?="
 */
export function headerText(text: string, maximum = 80): string {
  return cleanText(text, maximum).replaceAll("=?", "\uff1d?");
}

/** What stands behind the @, in small letters. */
export function domainOf({ address }: Address): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
