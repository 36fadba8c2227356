import type { Action, InputOf } from "../gong/action.ts";
import { checkedBaseUrl } from "../gong/base-url.ts";
import { checkedInput, requestOf } from "../gong/request.ts";

/** A request as it would be sent, the key left out. */
export type Preview = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** The request that a call would make; nothing is sent. */
export function previewOf(action: Action, input: InputOf<Action>, baseUrl: string): Preview {
  const { method, target, body } = requestOf(action, checkedInput(action, input));
  return {
    method,
    url: checkedBaseUrl(baseUrl) + target,
    headers: {
      authorization: "[redacted]",
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? null : JSON.parse(body),
  };
}
