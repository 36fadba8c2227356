import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { ConfigError } from "../src/config.ts";
import type { Session } from "./session.ts";

/** Where data goes: a file or stdout. Waits for a slow reader, so that nothing piles up in memory. */
export type Output = {
  /** @returns false when the reader has gone, as `head` does when it has seen enough */
  readonly write: (text: string) => Promise<boolean>;
  readonly close: () => Promise<void>;
};

export async function openOutput(session: Session, file: string | undefined): Promise<Output> {
  if (file !== undefined) return fileOutput(await opened(file));
  let isGone = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EPIPE") throw error;
    isGone = true;
  };
  process.stdout.on("error", onError);
  return {
    async write(text) {
      if (isGone) return false;
      session.print(text);
      if (process.stdout.writableNeedDrain) {
        await Promise.race([once(process.stdout, "drain"), once(process.stdout, "close")]).catch(
          () => undefined,
        );
      }
      return !isGone;
    },
    close: async () => void process.stdout.off("error", onError),
  };
}

function fileOutput(stream: WriteStream): Output {
  return {
    async write(text) {
      if (!stream.write(text)) await once(stream, "drain");
      return true;
    },
    close: () =>
      new Promise((resolve, reject) => {
        stream.once("error", reject);
        stream.end(resolve);
      }),
  };
}

async function opened(file: string): Promise<WriteStream> {
  const stream = createWriteStream(file, { mode: 0o600 });
  try {
    await once(stream, "open");
    return stream;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `--out: ${file} cannot be written (${code}); expected a file in a folder that exists`,
    );
  }
}
