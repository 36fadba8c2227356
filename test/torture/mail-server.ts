import { type AddressInfo, createServer, type Socket } from "node:net";

/** Where in the dialogue a mail server goes wrong. The two `end` stages are before and after it took the mail. */
export const mailStages = [
  "greeting",
  "ehlo",
  "auth",
  "mail",
  "rcpt",
  "data",
  "mid-data",
  "end-before",
  "end-after",
  "quit",
] as const;
export type MailStage = (typeof mailStages)[number];

/** How: the connection breaks, ends or falls silent, or the answer is this. */
export const mailModes = ["rst", "fin", "hang", "421", "4xx", "5xx"] as const;
export type MailMode = (typeof mailModes)[number];

export type MailFault = { readonly stage: MailStage; readonly mode: MailMode };

/** A mail that the server took on: from here on it is delivered. */
export type Accepted = { readonly recipient: string; readonly messageId: string; readonly raw: string };

export type MailServer = {
  readonly url: string;
  readonly accepted: readonly Accepted[];
  /** How many connections there were. */
  readonly connections: () => number;
  /** From now on the nth connection, counted from here, meets the nth fault; none is met after them. */
  misbehave(...faults: readonly MailFault[]): void;
  /** How many faults were met since `misbehave` was last called. */
  readonly met: () => number;
  /** Calls back whenever a fault is met. */
  readonly onFault: (heard: () => void) => void;
  /** Goes on where it fell silent, as if nothing had been. */
  release(): void;
  close(): Promise<void>;
};

export const mailUser = "digest";
/** Must be seen nowhere but in the dialogue. */
export const mailPassword = "smtp-canary-7Qx%4";

/** A mail server of its own, a few lines above TCP, so that it can break at any byte. Plain text, loopback only. */
export async function startMailServer(): Promise<MailServer> {
  const accepted: Accepted[] = [];
  const sockets = new Set<Socket>();
  let count = 0;
  let plan: { readonly faults: readonly MailFault[]; readonly after: number } = { faults: [], after: 0 };
  let met = 0;
  let heard: () => void = () => {};
  let silent: (() => void)[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    count += 1;
    const fault = plan.faults[count - plan.after - 1] ?? null;
    converse(socket, fault, {
      take: (mail) => accepted.push(mail),
      met: () => {
        met += 1;
        heard();
      },
      held: (goOn) => silent.push(goOn),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://${mailUser}:${encodeURIComponent(mailPassword)}@127.0.0.1:${port}`,
    accepted,
    connections: () => count,
    met: () => met,
    misbehave(...faults) {
      plan = { faults, after: count };
      met = 0;
    },
    onFault(next) {
      heard = next;
    },
    release() {
      const all = silent;
      silent = [];
      for (const goOn of all) goOn();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

type Listener = {
  readonly take: (mail: Accepted) => void;
  readonly met: () => void;
  readonly held: (goOn: () => void) => void;
};

const replies: Readonly<Partial<Record<MailMode, string>>> = {
  "421": "421 4.3.2 closing down",
  "4xx": "451 4.7.1 try again later",
  "5xx": "550 5.7.1 not wanted here",
};

/** Enough of a body to be in the middle of it. */
const middleBytes = 400;

function converse(socket: Socket, fault: MailFault | null, { take, met, held }: Listener): void {
  let recipient = "";
  let body: string | null = null;
  let input = "";
  let isBroken = false;
  let isReleased = false;
  let last = "";
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  /** @returns whether the fault took the place of the answer */
  const fails = (stage: MailStage): boolean => {
    if (fault?.stage !== stage || isReleased) return false;
    isBroken = ["rst", "fin", "hang", "421"].includes(fault.mode) || stage === "mid-data";
    const reply = replies[fault.mode];
    if (stage === "end-after" && reply !== undefined) say(`250 2.0.0 taken\r\n${reply}`);
    // Some servers repeat what they were told, a password among it.
    else if (reply !== undefined) say(stage === "auth" ? `${reply}: ${last}` : reply);
    if (fault.mode === "hang") held(() => goOn(stage));
    if (fault.mode === "rst") socket.resetAndDestroy();
    else if (isBroken && fault.mode !== "hang") socket.end();
    met();
    return true;
  };
  const goOn = (stage: MailStage): void => {
    isBroken = false;
    isReleased = true;
    if (stage === "greeting") say("220 here ESMTP");
    else if (stage === "end-after") say("250 2.0.0 taken");
    else if (stage === "end-before") takeOn(last);
    else if (stage !== "mid-data") command(last);
    read();
  };
  const command = (line: string): void => {
    last = line;
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO" || verb === "HELO") {
      if (!fails("ehlo")) say("250-here\r\n250-AUTH PLAIN\r\n250 8BITMIME");
    } else if (verb === "AUTH") {
      if (!fails("auth")) say("235 2.7.0 welcome");
    } else if (verb === "MAIL") {
      if (!fails("mail")) say("250 2.1.0 ok");
    } else if (verb === "RCPT") {
      recipient = /<([^>]*)>/.exec(line)?.[1] ?? "";
      if (!fails("rcpt")) say("250 2.1.5 ok");
    } else if (verb === "DATA") {
      if (fails("data")) return;
      body = "";
      say("354 go on");
    } else if (verb === "QUIT") {
      if (fails("quit")) return;
      say("221 2.0.0 bye");
      socket.end();
    } else say("250 ok");
  };
  const takeOn = (raw: string): void => {
    last = raw;
    if (fails("end-before")) return;
    const messageId = /^message-id:\s*(\S+)/im.exec(raw)?.[1] ?? "";
    take({ recipient: recipient.toLowerCase(), messageId, raw });
    if (!fails("end-after")) say("250 2.0.0 taken");
  };
  const read = (): void => {
    while (!isBroken) {
      if (body !== null) {
        const end = `${body}${input}`.indexOf("\r\n.\r\n");
        if (end < 0 || (fault?.stage === "mid-data" && !isReleased)) {
          body += input;
          input = "";
          if (body.length > middleBytes) fails("mid-data");
          return;
        }
        const whole = `${body}${input}`;
        body = null;
        input = whole.slice(end + 5);
        takeOn(whole.slice(0, end));
        continue;
      }
      const line = input.indexOf("\r\n");
      if (line < 0) return;
      const text = input.slice(0, line);
      input = input.slice(line + 2);
      command(text);
    }
  };
  socket.on("data", (chunk) => {
    input += chunk.toString("latin1");
    read();
  });
  // The client that is used here says no QUIT: it ends its side when it has the answer to its mail.
  socket.on("end", () => {
    if (!isBroken) fails("quit");
  });
  if (!fails("greeting")) say("220 here ESMTP");
}
