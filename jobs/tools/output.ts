import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { ConfigError } from "../../src/config.ts";
import { withoutSecrets } from "../session/secret.ts";
import type { Session } from "../session/session.ts";

/** Where data goes: a file or stdout. Waits for a slow reader, so that nothing piles up in memory. */
export type Output = {
  /** @returns false when the reader has gone, as `head` does when it has seen enough */
  readonly write: (text: string) => Promise<boolean>;
  readonly close: () => Promise<void>;
};

export async function openOutput(session: Session, file: string | undefined): Promise<Output> {
  if (file !== undefined) return fileOutput(await opened(file), file);
  let isGone = false;
  let fault: NodeJS.ErrnoException | undefined;
  const onError = (error: NodeJS.ErrnoException): void => {
    isGone = true;
    if (error.code !== "EPIPE") fault = error;
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
    async close() {
      await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
      process.stdout.off("error", onError);
      if (fault)
        throw new ConfigError(`stdout cannot be written (${fault.code}); not everything was printed`);
    },
  };
}

function fileOutput(stream: WriteStream, file: string): Output {
  const failed = once(stream, "error").then(([error]) => {
    throw error;
  });
  // It is waited for below; until then nobody may call it unhandled.
  failed.catch(() => undefined);
  const safely = async (work: Promise<unknown>): Promise<void> => {
    try {
      await Promise.race([work, failed]);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new ConfigError(
        `--out: ${file} cannot be written to its end (${code}); free space or name another file`,
        {
          cause: error,
        },
      );
    }
  };
  return {
    async write(text) {
      if (!stream.write(withoutSecrets(text))) await safely(once(stream, "drain"));
      return true;
    },
    close: () => safely(finished(stream.end())),
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
