import type { Digest } from "../digest.ts";
import { type Address, domainOf } from "./address.ts";
import { scopeName } from "./scope.ts";

export type ListInput = {
  readonly digest: Pick<Digest, "week" | "scope">;
  readonly to: Address;
  readonly from: Address;
  readonly replyTo: Address;
  /** An https address of the company's own, with `{recipient}` and perhaps `{scope}` in it. */
  readonly unsubscribeUrl?: string;
};

/**
 * The headers of a machine that writes to a list. The way out is a mail to the person who runs it, which says
 * who wants out of what and the command that does it; one click only where the company has a page that takes it.
 *
 * @returns printable ASCII, folded where a line of its own begins
 * @see https://www.rfc-editor.org/rfc/rfc3834 Auto-Submitted
 * @see https://www.rfc-editor.org/rfc/rfc2919 List-ID
 * @see https://www.rfc-editor.org/rfc/rfc2369 List-Unsubscribe
 * @see https://www.rfc-editor.org/rfc/rfc8058 List-Unsubscribe-Post
 * @see https://support.google.com/a/answer/6254652 Feedback-ID
 */
export function listHeaders(input: ListInput): Readonly<Record<string, string>> {
  const { digest, from, unsubscribeUrl } = input;
  const common = {
    "Auto-Submitted": "auto-generated",
    "List-ID": `<gong-digest.${domainOf(from)}>`,
    "Feedback-ID": `${digest.week}:${digest.scope.kind}:weekly:gong-digest`,
  };
  const byMail = `<${unsubscribeMail(input)}>`;
  if (unsubscribeUrl === undefined) return { ...common, "List-Unsubscribe": byMail };
  return {
    ...common,
    "List-Unsubscribe": `<${filled(unsubscribeUrl, input)}>,\r\n ${byMail}`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}

function unsubscribeMail({ digest, to, replyTo }: ListInput): string {
  const scope = scopeName(digest.scope);
  const subject = `Unsubscribe ${to.address} from Gong digest ${scope}`;
  const body = `gong-digest suppress add ${to.address} --scope ${scope}`;
  const target = encodeURIComponent(replyTo.address).replace("%40", "@");
  return `mailto:${target}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}

function filled(template: string, { digest, to }: ListInput): string {
  const url = template
    .replaceAll("{recipient}", () => encodeURIComponent(to.address))
    .replaceAll("{scope}", () => encodeURIComponent(scopeName(digest.scope)));
  return new URL(url).href;
}
