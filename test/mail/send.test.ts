import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MailError } from "../../src/mail/mail-error.ts";
import { createMailer } from "../../src/mail/send.ts";
import { smtpOptions } from "../../src/mail/smtp-url.ts";

const message = {
  envelope: { from: "digest@example.com", to: "maria@example.com" },
  raw: Buffer.from("Subject: hello\r\n\r\n.a dot\r\nbody\r\n"),
};
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

describe("send", () => {
  it("hands the mail over byte by byte, and gives the server's reply", async () => {
    const { url, received } = await server();
    const onDataStart = vi.fn();

    const delivery = await createMailer(url).send(message, onDataStart);

    expect(delivery).toEqual({ state: "sent", response: expect.stringMatching(/^250 /) });
    expect(received).toEqual([message.raw.toString()]);
    expect(onDataStart).toHaveBeenCalledTimes(1);
  });

  it.each`
    stage      | code   | state         | asked
    ${"MAIL"}  | ${421} | ${"deferred"} | ${0}
    ${"MAIL"}  | ${451} | ${"deferred"} | ${0}
    ${"MAIL"}  | ${550} | ${"refused"}  | ${0}
    ${"RCPT"}  | ${450} | ${"deferred"} | ${0}
    ${"RCPT"}  | ${550} | ${"refused"}  | ${0}
    ${"DATA"}  | ${451} | ${"deferred"} | ${0}
    ${"DATA"}  | ${554} | ${"refused"}  | ${0}
    ${"."}     | ${421} | ${"deferred"} | ${1}
    ${"."}     | ${452} | ${"deferred"} | ${1}
    ${"."}     | ${554} | ${"refused"}  | ${1}
    ${"greet"} | ${554} | ${"deferred"} | ${0}
    ${"EHLO"}  | ${421} | ${"deferred"} | ${0}
  `("is $state after $code to $stage", async ({ stage, code, state, asked }) => {
    const url = await script({ [stage]: `${code} no` });
    const onDataStart = vi.fn();

    const delivery = await createMailer(url).send(message, onDataStart);

    expect(delivery.state).toBe(state);
    expect(onDataStart).toHaveBeenCalledTimes(asked);
  });

  it("keeps code and words of a refusal", async () => {
    const url = await script({ RCPT: "550 5.1.1 no such user" });

    const delivery = await createMailer(url).send(message, () => {});

    expect(delivery).toEqual({ state: "refused", code: 550, response: "550 5.1.1 no such user" });
  });

  it.each`
    stage      | state
    ${"greet"} | ${"deferred"}
    ${"EHLO"}  | ${"deferred"}
    ${"MAIL"}  | ${"deferred"}
    ${"RCPT"}  | ${"deferred"}
    ${"DATA"}  | ${"deferred"}
    ${"."}     | ${"unknown"}
  `("is $state when the line drops instead of an answer to $stage", async ({ stage, state }) => {
    const url = await script({ [stage]: "drop" });

    const delivery = await createMailer(url).send(message, () => {});

    expect(delivery.state).toBe(state);
  });

  it("is unknown when the line drops right after 354", async () => {
    const url = await script({ DATA: "354 go\r\ndrop" });

    const delivery = await createMailer(url).send(message, () => {});

    expect(delivery.state).toBe("unknown");
  });

  it("is unknown when a server that says 250 to DATA is not heard of again", async () => {
    const url = await script({ DATA: "250 go", ".": "drop" });

    const delivery = await createMailer(url).send(message, () => {});

    expect(delivery.state).toBe("unknown");
  });

  it("is unknown when the answer to the mail does not come in time", async () => {
    const url = await script({ ".": "silence" });

    const delivery = await createMailer(url, { socketTimeoutMs: 100 }).send(message, () => {});

    expect(delivery.state).toBe("unknown");
  });

  it("is unknown when the mailer is closed while the server decides", async () => {
    const mailer = createMailer(await script({ ".": "silence" }), { graceMs: 50 });

    const delivery = await mailer.send(message, () => setTimeout(() => mailer.close(), 50));

    expect(delivery.state).toBe("unknown");
  });

  it("is sent when the answer comes within the grace of a mailer that was closed", async () => {
    const { url } = await server({
      onData(stream, _, done) {
        stream.resume();
        stream.on("end", () => setTimeout(done, 200));
      },
    });
    const mailer = createMailer(url, { graceMs: 10_000 });

    const delivery = await mailer.send(message, () => setTimeout(() => mailer.close(), 20));

    expect(delivery.state).toBe("sent");
  });

  it("is deferred at once when the mailer is closed before the server asks for the mail", async () => {
    const mailer = createMailer(await script({ RCPT: "silence" }), { graceMs: 60_000 });

    const sending = mailer.send(message, () => {});
    setTimeout(() => mailer.close(), 100);

    expect((await sending).state).toBe("deferred");
  });

  it("is refused, not unknown, when a pipelining server takes DATA but no recipient", async () => {
    const url = await script({ EHLO: "250-mock\r\n250 PIPELINING", RCPT: "550 no", DATA: "354 go" });

    const delivery = await createMailer(url).send(message, () => {});

    expect(delivery).toMatchObject({ state: "refused", code: 550 });
  });

  it("is deferred when nobody listens", async () => {
    const { url, close } = await server();
    await close();

    const delivery = await createMailer(url).send(message, () => {});

    expect(delivery.state).toBe("deferred");
  });

  it("sends nothing when the start of the data cannot be noted", async () => {
    const { url, received } = await server();
    const full = new Error("disk full");

    const sending = createMailer(url).send(message, () => {
      throw full;
    });

    await expect(sending).rejects.toBe(full);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(received).toEqual([]);
  });

  it("notes the start before any of the mail leaves", async () => {
    const order: string[] = [];
    const { url } = await server({
      onData(stream, _, done) {
        stream.on("data", () => order.push("body"));
        stream.on("end", () => done());
      },
    });

    await createMailer(url).send(message, () => order.push("noted"));

    expect(order[0]).toBe("noted");
  });

  it("sends nothing once it is closed", async () => {
    const mailer = createMailer("smtp://127.0.0.1:1");
    mailer.close();

    await expect(mailer.send(message, () => {})).rejects.toMatchObject({ kind: "unavailable" });
  });

  it.each(["s3cret pass", "pa%ss:wörd"])(
    "never shows the password %j, even if the server repeats it",
    async (pass) => {
      const { url } = await server({
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: (_, __, done) => done(new Error(`bad password ${pass}`)),
      });

      const delivery = await createMailer(withLogin(url, pass)).send(message, () => {});

      expect(delivery.state).toBe("deferred");
      expect(JSON.stringify(delivery)).not.toContain(pass);
    },
  );
});

describe("verify", () => {
  it("is content with a server that takes the login", async () => {
    const { url } = await server({
      allowInsecureAuth: true,
      onAuth: (_, __, done) => done(null, { user: "digest" }),
    });

    await expect(createMailer(withLogin(url, "right")).verify()).resolves.toBeUndefined();
  });

  it("asks for other settings when the login is not taken, without showing it", async () => {
    const { url } = await server({
      allowInsecureAuth: true,
      onAuth: (_, __, done) => done(new Error("bad password hunter2")),
    });

    const error = await createMailer(withLogin(url, "hunter2"))
      .verify()
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(MailError);
    expect(error).toMatchObject({ kind: "config" });
    expect(String(error)).not.toContain("hunter2");
  });

  it("says unavailable, and where, when nobody listens", async () => {
    const { url, close } = await server();
    await close();

    await expect(createMailer(url).verify()).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("mail server 127.0.0.1:"),
    });
  });
});

describe("smtpOptions", () => {
  it.each`
    url                               | port    | secure   | requireTLS | ignoreTLS
    ${"smtp://relay.example.com"}     | ${587}  | ${false} | ${true}    | ${false}
    ${"smtp://10.0.0.5:25"}           | ${25}   | ${false} | ${true}    | ${false}
    ${"smtp://127.evil.example:25"}   | ${25}   | ${false} | ${true}    | ${false}
    ${"smtp://localhost.example.com"} | ${587}  | ${false} | ${true}    | ${false}
    ${"smtp://relay.example.com:465"} | ${465}  | ${true}  | ${false}   | ${false}
    ${"smtps://relay.example.com"}    | ${465}  | ${true}  | ${false}   | ${false}
    ${"smtp://localhost:1025"}        | ${1025} | ${false} | ${false}   | ${true}
    ${"smtp://127.0.0.1:1025"}        | ${1025} | ${false} | ${false}   | ${true}
    ${"smtp://[::1]:1025"}            | ${1025} | ${false} | ${false}   | ${true}
  `("$url: TLS from the start $secure, required $requireTLS, ignored $ignoreTLS", ({ url, ...expected }) => {
    expect(smtpOptions(url, {})).toMatchObject(expected);
  });

  it("waits 30 seconds for a connection and ten minutes for an answer", () => {
    expect(smtpOptions("smtps://relay.example.com", {})).toMatchObject({
      connectionTimeout: 30_000,
      greetingTimeout: 30_000,
      socketTimeout: 600_000,
    });
  });

  it.each([
    "relay.example.com:587",
    "https://relay.example.com",
    "smtp://user:hunter2@",
    "smtp://user:hunter2@relay.example.com/?ignoreTLS=true",
    "smtp://user:hunter2%@relay.example.com",
    "not a url hunter2",
  ])("refuses %s without repeating the password", (url) => {
    expect(() => smtpOptions(url, {})).toThrow(MailError);
    expect(() => smtpOptions(url, {})).toThrow(/^(?!.*hunter2)SMTP_URL/);
  });
});

function withLogin(url: string, password: string): string {
  return url.replace("://", `://digest:${encodeURIComponent(password)}@`);
}

/** A real SMTP server that takes everything. */
async function server(options: SMTPServerOptions = {}) {
  const received: string[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        // A stream without its final dot never was a mail.
        if (!stream.sizeExceeded) received.push(Buffer.concat(chunks).toString());
        done();
      });
    },
    ...options,
  });
  smtp.on("error", () => {});
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
  const { port } = smtp.server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((resolve) => smtp.close(resolve));
  ends.push(close);
  return { url: `smtp://127.0.0.1:${port}`, received, close };
}

/** A server that answers as it is told, for what no well-behaved server says. */
async function script(answers: Readonly<Record<string, string>>): Promise<string> {
  const usual: Readonly<Record<string, string>> = {
    greet: "220 mock",
    EHLO: "250 mock",
    MAIL: "250 ok",
    RCPT: "250 ok",
    DATA: "354 go",
    ".": "250 taken",
    QUIT: "221 bye",
  };
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    let inBody = false;
    let rest = "";
    const answer = (stage: string): void => {
      const told = answers[stage] ?? usual[stage] ?? "502 what";
      if (told === "silence") return;
      const [reply = "", drop] = told.split(/(?:^|\r\n)drop$/);
      if (reply !== "") socket.write(`${reply}\r\n`);
      if (drop !== undefined || reply.startsWith("421")) socket.end();
      if (stage === "DATA" && /^[23]/.test(reply)) inBody = true;
    };
    answer("greet");
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString()).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (inBody && line !== ".") continue;
        inBody = false;
        answer(line === "." ? "." : (line.split(/[ :]/)[0] ?? "").toUpperCase());
      }
    });
  });
  await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
  ends.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => tcp.close(resolve));
  });
  return `smtp://127.0.0.1:${(tcp.address() as AddressInfo).port}`;
}
