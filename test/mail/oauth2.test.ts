import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import { createMailer } from "../../src/mail/send.ts";

const message = {
  envelope: { from: "digest@example.com", to: "maria@example.com" },
  raw: Buffer.from("Subject: hello\r\n\r\nbody\r\n"),
};
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

describe("login by OAuth2", () => {
  it("gets one access token by the refresh token, for every mail of a run", async () => {
    const endpoint = await tokenEndpoint();
    const { url, received, logins } = await server(["token-1"]);
    const mailer = createMailer(url, { oauth2: login(endpoint.url) });

    const first = await mailer.send(message, () => {});
    const second = await mailer.send(message, () => {});

    expect([first.state, second.state]).toEqual(["sent", "sent"]);
    expect(received).toHaveLength(2);
    expect(logins).toEqual(["XOAUTH2 digest@example.com token-1", "XOAUTH2 digest@example.com token-1"]);
    expect(endpoint.asked).toEqual([
      {
        client_id: "gong-digest",
        client_secret: "client-secret",
        refresh_token: "refresh-token",
        grant_type: "refresh_token",
      },
    ]);
  });

  it("asks for another token when the server takes the first no more", async () => {
    const endpoint = await tokenEndpoint();
    const { url } = await server(["token-2"]);

    const delivery = await createMailer(url, { oauth2: login(endpoint.url) }).send(message, () => {});

    expect(delivery.state).toBe("sent");
    expect(endpoint.asked).toHaveLength(2);
  });

  it("takes the user of SMTP_URL when there is one", async () => {
    const endpoint = await tokenEndpoint();
    const { url, logins } = await server(["token-1"]);

    await createMailer(url.replace("//", "//box%40example.com@"), { oauth2: login(endpoint.url) }).verify();

    expect(logins).toEqual(["XOAUTH2 box@example.com token-1"]);
  });

  it("defers a mail when there is no token, and shows no secret", async () => {
    const endpoint = await tokenEndpoint(400, {
      error: "invalid_grant",
      error_description: "refresh-token of client-secret was revoked",
    });
    const { url, received } = await server([]);

    const delivery = await createMailer(url, { oauth2: login(endpoint.url) }).send(message, () => {});

    expect(delivery).toMatchObject({ state: "deferred", reason: expect.stringContaining("invalid_grant") });
    expect(JSON.stringify(delivery)).not.toMatch(/refresh-token|client-secret/);
    expect(received).toEqual([]);
  });

  it.each`
    case                            | status | body                          | kind
    ${"says no"}                    | ${400} | ${{ error: "invalid_grant" }} | ${"config"}
    ${"answers with another thing"} | ${200} | ${"<html>"}                   | ${"config"}
    ${"gives no token"}             | ${200} | ${{ token_type: "Bearer" }}   | ${"config"}
  `("names the endpoint and what to check when it $case", async ({ status, body, kind }) => {
    const endpoint = await tokenEndpoint(status, body);
    const { url } = await server([]);

    await expect(createMailer(url, { oauth2: login(endpoint.url) }).verify()).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(
        /^SMTP_OAUTH_TOKEN_URL 127\.0\.0\.1:\d+\/token gives no access token \(.*\); check SMTP_OAUTH_CLIENT_ID/,
      ),
    });
  });

  it("says unavailable when the endpoint does not answer", async () => {
    const endpoint = await tokenEndpoint();
    await endpoint.close();
    const { url } = await server([]);

    await expect(createMailer(url, { oauth2: login(endpoint.url) }).verify()).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringMatching(/^SMTP_OAUTH_TOKEN_URL 127\.0\.0\.1:\d+\/token does not answer: /),
    });
  });

  it("says whose token was not taken", async () => {
    const endpoint = await tokenEndpoint();
    const { url } = await server([]);

    await expect(createMailer(url, { oauth2: login(endpoint.url) }).verify()).rejects.toMatchObject({
      kind: "config",
      message: expect.stringMatching(/does not take the access token of SMTP_OAUTH_\*: /),
    });
  });

  it.each`
    url                            | tokenUrl                       | fault
    ${"smtp://me:pw@127.0.0.1:25"} | ${"https://example.com/token"} | ${/SMTP_URL has a password and SMTP_OAUTH_\* are set/}
    ${"smtp://127.0.0.1:25"}       | ${"http://example.com/token"}  | ${/SMTP_OAUTH_TOKEN_URL: got http:\/\/example\.com, expected an https:/}
    ${"smtp://127.0.0.1:25"}       | ${"token"}                     | ${/SMTP_OAUTH_TOKEN_URL is no URL/}
  `("is refused $url with $tokenUrl", ({ url, tokenUrl, fault }) => {
    expect(() => createMailer(url, { oauth2: login(tokenUrl) })).toThrow(fault);
  });
});

function login(tokenUrl: string) {
  return {
    user: "digest@example.com",
    clientId: "gong-digest",
    clientSecret: "client-secret",
    refreshToken: "refresh-token",
    tokenUrl,
  };
}

/** Gives token-1, then token-2, unless it is told to answer otherwise. */
async function tokenEndpoint(status = 200, body?: unknown) {
  const asked: Record<string, string>[] = [];
  const http = createServer(async (request: IncomingMessage, response) => {
    asked.push(Object.fromEntries(new URLSearchParams(await text(request))));
    const usual = { access_token: `token-${asked.length}`, token_type: "Bearer", expires_in: 3600 };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body ?? usual));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((resolve) => void http.close(() => resolve()));
  ends.push(close);
  return { url: `http://127.0.0.1:${port}/token`, asked, close };
}

/** A mail server that takes these access tokens and no password. */
async function server(tokens: readonly string[]) {
  const received: string[] = [];
  const logins: string[] = [];
  const smtp = new SMTPServer({
    authMethods: ["XOAUTH2"],
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth({ method, username, accessToken }, _, done) {
      if (!tokens.includes(accessToken ?? "")) {
        return done(null, { data: { status: "401", schemes: "bearer mac" } });
      }
      logins.push(`${method} ${username} ${accessToken}`);
      done(null, { user: username });
    },
    onData(stream, _, done) {
      text(stream).then((body) => {
        received.push(body);
        done();
      }, done);
    },
  });
  smtp.on("error", () => {});
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
  ends.push(() => new Promise((resolve) => smtp.close(resolve)));
  return { url: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`, received, logins };
}
