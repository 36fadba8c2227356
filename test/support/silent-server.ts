import { type AddressInfo, createServer } from "node:net";

/** A mail server that takes every mail and closes the line instead of saying so. */
export async function silentServer(): Promise<{
  readonly url: string;
  readonly accepted: number;
  /** The newest mail it took. */
  last(): string;
  close(): Promise<void>;
}> {
  const mails: string[] = [];
  const server = createServer((socket) => {
    let text = "";
    let isData = false;
    socket.on("error", () => {});
    socket.write("220 silent\r\n");
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      for (;;) {
        if (isData) {
          const end = text.indexOf("\r\n.\r\n");
          if (end < 0) return;
          mails.push(`${Buffer.from(text.slice(0, end), "latin1").toString().replace(/^\.\./gm, ".")}\r\n`);
          socket.destroy();
          return;
        }
        const at = text.indexOf("\r\n");
        if (at < 0) return;
        isData = text.slice(0, at).toUpperCase() === "DATA";
        text = text.slice(at + 2);
        socket.write(isData ? "354 go\r\n" : "250 ok\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get accepted() {
      return mails.length;
    },
    last: () => mails.at(-1) ?? "",
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
