import type { Action, InputOf } from "./action.ts";
import { checkedBaseUrl } from "./base-url.ts";
import { headersOf } from "./exchange.ts";
import { checkedInput, requestOf } from "./request.ts";

/** A request as it would be sent, without the key. */
export type Preview = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON, or for a file its part and where it comes from; absent where there is none. */
  readonly body?: unknown;
};

/**
 * The request that `call` would make of an input. Sends nothing and opens no file.
 *
 * @throws {GongError} `request` when the input does not fit, `base-url`
 * @example
 * previewOf(getCall, { path: { id: "7782342274025937895" } }, "https://api.gong.io").url;
 * // => "https://api.gong.io/v2/calls/7782342274025937895"
 */
export function previewOf<A extends Action>(action: A, input: InputOf<A>, baseUrl: string): Preview {
  const checked = checkedInput(action, input);
  const request = requestOf(action, checked);
  const { file } = checked;
  const multipart = file && { contentType: "multipart/form-data", bytes: undefined };
  const part = file && { [action.upload?.part ?? "file"]: file.path ?? `a stream named ${file.name}` };
  const body: unknown = part ?? (request.body === undefined ? undefined : JSON.parse(request.body));
  return {
    method: request.method,
    url: checkedBaseUrl(baseUrl) + request.target,
    headers: { authorization: "[redacted]", ...headersOf(request, multipart) },
    ...(body === undefined ? {} : { body }),
  };
}
