import type { OpenFile } from "./file.ts";

/** A multipart body of one file, made while it is sent. */
export type Multipart = {
  readonly contentType: string;
  /** The whole body, absent for a stream of unknown length. */
  readonly bytes: number | undefined;
  /** Each chunk is good until the next is asked for. */
  readonly chunks: () => AsyncGenerator<Uint8Array, void, undefined>;
};

/**
 * @param random from 0 to below 1, for a boundary that the file does not hold
 * @see https://www.rfc-editor.org/rfc/rfc7578
 */
export function multipartOf(part: string, file: OpenFile, random: () => number): Multipart {
  const boundary = `gong-digest-${[random(), random(), random()].map(digits).join("")}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="${part}"; filename="${quoted(file.name)}"\r\n` +
      `Content-Type: ${typeOf(file.name)}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: file.bytes === undefined ? undefined : head.length + file.bytes + tail.length,
    async *chunks() {
      yield head;
      yield* file.chunks();
      yield tail;
    },
  };
}

const digits = (number: number): string => number.toString(36).slice(2, 12);

/** @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data */
const quoted = (name: string): string =>
  name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

/** The kinds of recordings that Gong takes; the rest is for Gong to judge. */
const types: Readonly<Record<string, string>> = {
  wav: "audio/wav",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  mkv: "video/x-matroska",
  flac: "audio/flac",
};

const typeOf = (name: string): string =>
  types[name.toLowerCase().split(".").at(-1) ?? ""] ?? "application/octet-stream";
