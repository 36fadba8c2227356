import { request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { authorizeUrl, customerBaseUrl, exchangeCode, refreshGrant } from "../../src/gong/oauth.ts";
import { codeOfPasted, listenForRedirect } from "../../src/gong/oauth-redirect.ts";
import { gongErrorOf } from "../support/gong-client.ts";
import { type Answer, hangUp, json, startGong, text } from "../support/gong-server.ts";

const app = { oauthUrl: "https://app.gong.io", clientId: "id", clientSecret: "SECRET-CANARY" };
const options = { timeoutMs: 2000 };

describe("the address for the browser", () => {
  it("is Gong's, with everything that it has to bring back", () => {
    const ask = { redirectUri: "http://127.0.0.1:8976/callback", scopes: ["api:a", "api:b"], state: "s t" };

    expect(authorizeUrl(app, ask)).toBe(
      "https://app.gong.io/oauth2/authorize?client_id=id&response_type=code&scope=api%3Aa+api%3Ab" +
        "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8976%2Fcallback&state=s+t",
    );
  });

  it.each(["http://app.gong.io", "https://user@app.gong.io", "https://app.gong.io/x", "file:///etc/passwd"])(
    "is not made for %s",
    (oauthUrl) => {
      const ask = { redirectUri: "http://127.0.0.1:1/", scopes: [], state: "s" };

      expect(() => authorizeUrl({ ...app, oauthUrl }, ask)).toThrow(/^auth\.oauthUrl \(or GONG_OAUTH_URL\)/);
    },
  );
});

describe("the host that Gong names for a customer", () => {
  it.each`
    host                            | is
    ${"https://us-1.api.gong.io"}   | ${"https://us-1.api.gong.io"}
    ${"https://us-1.api.gong.io/"}  | ${"https://us-1.api.gong.io"}
    ${"https://US-1.API.GONG.IO"}   | ${"https://us-1.api.gong.io"}
    ${"https://us-1.api。gong。io"} | ${"https://us-1.api.gong.io"}
  `("may be $host", ({ host, is }) => {
    expect(customerBaseUrl(host, "https://app.gong.io")).toBe(is);
  });

  it.each([
    "http://us-1.api.gong.io",
    "https://us-1.api.gong.io.example.com",
    "https://gong.io.example.com",
    "https://notgong.io",
    "https://example.com#.gong.io",
    "https://example.com/.gong.io",
    "https://api.gong.io@example.com",
    "https://127.0.0.1",
    "http://127.0.0.1:8080",
    "http://localhost",
    "https://[::1]",
    "https://169.254.169.254",
    "no URL",
  ])("is not %s, when the tokens come from app.gong.io", (host) => {
    expect(() => customerBaseUrl(host, "https://app.gong.io")).toThrow(
      /^api_base_url_for_customer in Gong's answer/,
    );
  });
});

describe("a request for tokens", () => {
  const ask = async (answer: Answer, members = "refresh") => {
    const server = await startGong([answer]);
    const own = { ...app, oauthUrl: server.url };
    const outcome =
      members === "refresh"
        ? await refreshGrant(own, "R1", options)
        : await exchangeCode(own, "C1", "http://127.0.0.1:1/callback", options);
    return { outcome, seen: server.seen };
  };
  const tokens = { access_token: "A2", refresh_token: "R2", expires_in: 86_400, scope: "api:a api:b" };

  it("goes out once, as Gong documents it", async () => {
    const { seen } = await ask(json(200, tokens), "code");

    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      method: "POST",
      path: "/oauth2/generate-customer-token",
      query: {
        grant_type: "authorization_code",
        code: "C1",
        client_id: "id",
        redirect_uri: "http://127.0.0.1:1/callback",
      },
    });
    expect(seen[0]?.headers.authorization).toBe(`Basic ${btoa("id:SECRET-CANARY")}`);
  });

  it("gives tokens, scopes and the time that they live", async () => {
    const { outcome } = await ask(
      json(200, { ...tokens, api_base_url_for_customer: "https://us-1.api.gong.io" }),
    );

    expect(outcome).toEqual({
      kind: "granted",
      grant: {
        accessToken: "A2",
        refreshToken: "R2",
        lifetimeSeconds: 86_400,
        scopes: ["api:a", "api:b"],
        host: "https://us-1.api.gong.io",
      },
    });
  });

  it.each`
    answer                                                      | kind             | why
    ${json(400, { error: "invalid_grant", hint: "R1" })}        | ${"dead"}        | ${"Gong answered 400, invalid_grant"}
    ${json(401, { error: "invalid_client" })}                   | ${"refused"}     | ${"Gong answered 401, invalid_client"}
    ${text(302, "", { location: "https://example.com" })}       | ${"refused"}     | ${"Gong answered 302"}
    ${json(503, {})}                                            | ${"unavailable"} | ${"Gong answered 503"}
    ${json(429, {})}                                            | ${"unavailable"} | ${"Gong answered 429"}
    ${text(200, "<html>")}                                      | ${"unavailable"} | ${"Gong answered 200 without what was expected: no JSON object"}
    ${json(200, { access_token: "a\nb", refresh_token: "R2" })} | ${"unavailable"} | ${"Gong answered 200 without what was expected: access_token"}
    ${hangUp}                                                   | ${"unavailable"} | ${"the connection failed (ECONNRESET)"}
  `("is $kind: $why", async ({ answer, kind, why }) => {
    const { outcome, seen } = await ask(answer);

    expect(outcome).toEqual({ kind, why });
    expect(seen).toHaveLength(1);
  });
});

describe("the redirect", () => {
  const listen = async () => {
    const listener = await listenForRedirect(0);
    onTestFinished(() => listener.close());
    return listener;
  };
  const never = new AbortController().signal;

  it("brings the code to whoever waits with its state", async () => {
    const { redirectUri, code } = await listen();
    const waiting = code("STATE", never);
    await fetch(`${redirectUri}?code=C1&state=STATE`);

    expect(await waiting).toBe("C1");
  });

  it("with another state, path, method or host is turned away, and waited on", async () => {
    const { redirectUri, code } = await listen();
    const waiting = code("STATE", never);
    const other = await fetch(`${redirectUri}?code=EVIL&state=OTHER`);
    const none = await fetch(`${redirectUri}?code=EVIL`);
    const path = await fetch(redirectUri.replace("callback", `?code=EVIL&state=STATE`));
    const post = await fetch(`${redirectUri}?code=EVIL&state=STATE`, { method: "POST" });
    const host = await statusWithHost(`${redirectUri}?code=EVIL&state=STATE`, "evil.example.com");
    await fetch(`${redirectUri}?code=C1&state=STATE`);

    expect(await waiting).toBe("C1");
    expect([await other.text(), await none.text()]).toEqual(
      Array(2).fill("This is not the answer that was asked for.\n"),
    );
    expect([path.status, post.status, host]).toEqual([404, 404, 404]);
  });

  it("that says no ends the wait", async () => {
    const { redirectUri, code } = await listen();
    const waiting = gongErrorOf(code("STATE", never));
    await fetch(`${redirectUri}?error=access_denied&state=STATE`);

    expect((await waiting).message).toBe(
      "Gong did not allow the app (access_denied); a technical administrator has to",
    );
  });

  it("may be pasted", () => {
    expect(codeOfPasted(" https://example.com/x?code=C1&state=STATE\n", "STATE")).toBe("C1");
    expect(() => codeOfPasted("https://example.com/x?code=C1&state=OTHER", "STATE")).toThrow(/another login/);
    expect(() => codeOfPasted("C1", "STATE")).toThrow(/is no URL/);
  });
});

function statusWithHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once("error", reject);
    sent.end();
  });
}
