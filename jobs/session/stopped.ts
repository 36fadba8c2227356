import { GongError } from "../../src/gong/error.ts";

/** A job that Ctrl-C or SIGTERM ended; the message says what is whole and how to go on. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** A job that Gong or the day's budget ended; the message says what is whole and how to go on. */
export class Unfinished extends GongError {
  constructor(cause: GongError, state: string) {
    const { route, status, requestId, message } = cause;
    const said = route === undefined ? message : message.slice(route.length + 2);
    super(cause.kind, `${said}. ${state}`, { route, status, requestId, cause });
  }
}
