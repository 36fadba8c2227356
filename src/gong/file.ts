import { createWriteStream } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Action, FileInput, Upload } from "./action.ts";
import { GongError } from "./error.ts";
import { checkedLines } from "./ldjson.ts";

/** A file that is ready to be sent. */
export type OpenFile = {
  readonly name: string;
  /** Absent for a stream, whose length nobody knows. */
  readonly bytes: number | undefined;
  /**
   * The file from its start; a stream of media can be read once. A chunk is good until the next is asked for,
   * which takes its place in memory.
   */
  readonly chunks: () => AsyncGenerator<Uint8Array, void, undefined>;
  /** Removes what was written to this machine along the way. */
  readonly close: () => Promise<void>;
};

type Fail = (fault: string) => GongError;

/**
 * Looks at a file as far as that can be done before anything is sent: that it is there, that it is not empty
 * or too big, and of LDJSON that every line is what the action says. Holds none of it in memory.
 *
 * LDJSON that comes as a stream is kept in a file of its own until `close`, since it is read twice.
 *
 * @throws {GongError} `request`, naming the line
 */
export async function openFile(action: Action & { upload: Upload }, input: FileInput): Promise<OpenFile> {
  const { kind } = action.upload;
  const fail: Fail = (fault) =>
    new GongError("request", `nothing was sent, the file does not fit: ${fault}`, { route: action.route });
  if (input.path !== undefined) {
    const file = await onDisk(input.path, basename(input.path), action, fail);
    if (kind === "ldjson") await readThrough(checkedLines(file.chunks(), lineRule(action, input), fail));
    return file;
  }
  if (kind === "ldjson") return await spooled(action, input, fail);
  return { name: input.name, bytes: undefined, chunks: () => counted(input.stream, action), close: nothing };
}

const nothing = async (): Promise<void> => {};

const lineRule = ({ upload }: { upload: Upload }, { deletes = false }: FileInput) => ({
  line: upload.line,
  deletes,
});

async function onDisk(
  path: string,
  name: string,
  { route, upload }: Action & { upload: Upload },
  fail: Fail,
): Promise<OpenFile> {
  const { maximumBytes } = upload;
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw fail(`it cannot be read (${error.code ?? "unreadable"})`);
  });
  const { size } = found;
  if (!found.isFile()) throw fail("expected a file, this is none");
  if (size === 0) throw fail("it is empty");
  if (size > maximumBytes) throw fail(`it has ${size} bytes, more than ${maximumBytes}`);
  return { name, bytes: size, chunks: () => readOf(path, size, route), close: nothing };
}

/** As many bytes as were announced, or an error: a file that somebody is still writing is sent to no end. */
async function* readOf(
  path: string,
  size: number,
  route: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const fail: Fail = (fault) => new GongError("request", `Gong did not get the file: ${fault}`, { route });
  const unreadable = (error: NodeJS.ErrnoException) => {
    throw fail(`it cannot be read (${error.code ?? "unreadable"})`);
  };
  const handle = await open(path).catch(unreadable);
  const buffer = Buffer.allocUnsafe(256 * 1024);
  try {
    for (let read = 0; read < size; ) {
      const { bytesRead } = await handle
        .read(buffer, 0, Math.min(buffer.length, size - read), read)
        .catch(unreadable);
      if (bytesRead === 0)
        throw fail(`it became shorter while it was read, ${read} bytes instead of ${size}`);
      read += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** A stream whose length is known only at its end; the limit breaks the request off. */
async function* counted(
  stream: AsyncIterable<Uint8Array | string>,
  { route, upload }: Action & { upload: Upload },
): AsyncGenerator<Uint8Array, void, undefined> {
  const fail: Fail = (fault) => new GongError("request", `Gong did not get the file: ${fault}`, { route });
  let bytes = 0;
  for await (const chunk of bytesOf(stream, fail)) {
    bytes += chunk.length;
    if (bytes > upload.maximumBytes) throw fail(`the stream has more than ${upload.maximumBytes} bytes`);
    yield chunk;
  }
  if (bytes === 0) throw fail("the stream is empty");
}

async function* bytesOf(
  stream: AsyncIterable<Uint8Array | string>,
  fail: Fail,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of stream) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  } catch (error) {
    if (error instanceof GongError) throw error;
    throw fail(`the stream ended with an error (${error instanceof Error ? error.name : "unknown"})`);
  }
}

async function spooled(
  action: Action & { upload: Upload },
  input: FileInput & { readonly stream: AsyncIterable<Uint8Array | string>; readonly name: string },
  fail: Fail,
): Promise<OpenFile> {
  const folder = await mkdtemp(join(tmpdir(), "gong-upload-"));
  const close = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, "lines");
  try {
    const lines = checkedLines(
      limited(bytesOf(input.stream, fail), action.upload, fail),
      lineRule(action, input),
      fail,
    );
    await pipeline(Readable.from(lines, { objectMode: false }), createWriteStream(path, { mode: 0o600 }));
    const file = await onDisk(path, input.name, action, fail);
    return { ...file, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* limited(
  chunks: AsyncIterable<Uint8Array>,
  { maximumBytes }: Upload,
  fail: Fail,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maximumBytes) throw fail(`it has more than ${maximumBytes} bytes`);
    yield chunk;
  }
}

async function readThrough(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of chunks);
}
