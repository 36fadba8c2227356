import type { Readable } from "node:stream";

/** One part of an upload. */
export type Part = {
  readonly name: string;
  /** Absent when the part is no file. */
  readonly fileName?: string;
  /** Bytes of its content. */
  readonly bytes: number;
  /** The content of a part whose name is in `keep`; of others only the size is known. */
  readonly content?: string;
};

/**
 * The parts of a `multipart/form-data` body, read as it comes in: whatever is not kept takes no memory.
 *
 * @param contentType with the boundary in it
 * @param keep names of parts whose content is wanted
 * @returns `undefined` when the body is not what its content type says
 * @see https://www.rfc-editor.org/rfc/rfc7578
 */
export async function readParts(
  body: Readable,
  contentType: string,
  keep: readonly string[],
): Promise<readonly Part[] | undefined> {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts: Part[] = [];
  let open: { name: string; fileName?: string; bytes: number; kept?: Buffer[] } | undefined;
  let rest: Buffer = Buffer.from("\r\n");
  let isAtHeaders = false;
  let isEnded = false;

  const take = (content: Buffer): void => {
    if (!open) return;
    open.bytes += content.length;
    open.kept?.push(content);
  };
  const close = (): void => {
    if (!open) return;
    const { kept, ...part } = open;
    parts.push(kept ? { ...part, content: Buffer.concat(kept).toString("utf8") } : part);
    open = undefined;
  };
  /** Reads one step further; false when more bytes are needed for that. */
  const step = (): boolean => {
    if (isEnded) return false;
    if (isAtHeaders) {
      if (rest.subarray(0, 2).toString() === "--") isEnded = true;
      const end = rest.indexOf("\r\n\r\n");
      if (isEnded || end < 0) return false;
      const headers = rest.subarray(0, end).toString("utf8");
      const name = /[ ;]name="([^"]*)"/i.exec(headers)?.[1] ?? "";
      const fileName = /filename="([^"]*)"/i.exec(headers)?.[1];
      open = {
        name,
        bytes: 0,
        ...(fileName === undefined ? {} : { fileName }),
        ...(keep.includes(name) ? { kept: [] } : {}),
      };
      rest = rest.subarray(end + 4);
      isAtHeaders = false;
      return true;
    }
    const at = rest.indexOf(delimiter);
    if (at < 0) {
      const sure = Math.max(0, rest.length - delimiter.length + 1);
      take(rest.subarray(0, sure));
      rest = rest.subarray(sure);
      return false;
    }
    take(rest.subarray(0, at));
    close();
    rest = rest.subarray(at + delimiter.length);
    isAtHeaders = true;
    return true;
  };

  for await (const chunk of body) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    while (step());
  }
  return isEnded ? parts : undefined;
}
