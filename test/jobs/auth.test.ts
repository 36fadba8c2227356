import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loginWithKey } from "../../jobs/auth/login.ts";
import { logout, rotateKey } from "../../jobs/auth/logout.ts";
import { loginWithOAuth } from "../../jobs/auth/oauth.ts";
import { probes } from "../../jobs/auth/probe.ts";
import { authStatus } from "../../jobs/auth/status.ts";
import { exitCodeOf } from "../../jobs/session/exit.ts";
import { actions } from "../../src/gong/actions.ts";
import { listUsers } from "../../src/gong/users.ts";
import type { OAuthConnection } from "../../src/keys/connection.ts";
import type { MockGong } from "../../src/mock/server.ts";
import { mockWithOAuth, sessionIn, temporaryFolder } from "../support/stored.ts";

const stdin = (text: string) => ({ stdin: async () => text, environment: {} });

async function place(options: Parameters<typeof mockWithOAuth>[0] = {}) {
  const mock = await mockWithOAuth(options);
  const folder = temporaryFolder();
  const environment = { GONG_BASE_URL: mock.url, GONG_OAUTH_URL: mock.url };
  const session = (more: NodeJS.ProcessEnv = {}) => sessionIn(folder, { ...environment, ...more });
  return { mock, folder, session, stored: () => session().settings.store?.().read() ?? null };
}

const codeOf = (promise: Promise<unknown>) => promise.then((code) => code, exitCodeOf);

describe("auth login with a key", () => {
  it.each(["demo-key\ndemo-secret\n", "demo-key:demo-secret", "demo-key \r\n demo-secret\r\n"])(
    "takes %j from stdin, tries it with one request and stores it",
    async (text) => {
      const { mock, session, stored } = await place();

      expect(await loginWithKey(session(), { keyStdin: true }, stdin(text))).toBe(0);
      expect(mock.requests.map(({ path }) => path)).toEqual(["/v2/workspaces"]);
      expect(stored()).toMatchObject({ kind: "basic", baseUrl: mock.url, accessKey: "demo-key" });
    },
  );

  it("takes it from the environment where there is one", async () => {
    const { session, stored } = await place();
    const environment = { GONG_ACCESS_KEY: "demo-key", GONG_ACCESS_KEY_SECRET: "demo-secret" };
    await loginWithKey(session(), {}, { prompt: undefined, environment });

    expect(stored()).toMatchObject({ accessKeySecret: "demo-secret" });
  });

  it("sends it nowhere while every certificate would be believed", async () => {
    const { session, stored } = await place();
    const environment = {
      GONG_ACCESS_KEY: "demo-key",
      GONG_ACCESS_KEY_SECRET: "demo-secret",
      NODE_TLS_REJECT_UNAUTHORIZED: "0",
    };
    const login = (baseUrl: string) =>
      loginWithKey(session(), { baseUrl }, { prompt: undefined, environment });

    const away = login("https://gong.invalid");
    await expect(away).rejects.toThrow("lets anybody pose as gong.invalid (--base-url)");
    expect(await codeOf(away)).toBe(2);
    expect(stored()).toBeNull();
  });

  it("asks for it at a terminal", async () => {
    const { session, stored } = await place();
    const prompt = { line: async () => "demo-key", secret: async () => "demo-secret" };
    await loginWithKey(session(), {}, { prompt, environment: {} });

    expect(stored()).toMatchObject({ accessKey: "demo-key", accessKeySecret: "demo-secret" });
  });

  it("stores nothing that Gong refuses, and nothing that is no key", async () => {
    const { folder, session } = await place();
    const given = ["demo-key\nwrong", "only-one", "a\nb\nc", "", "demo-key:de mo"];
    const codes = [];
    for (const text of given)
      codes.push(await codeOf(loginWithKey(session(), { keyStdin: true }, stdin(text))));

    expect(codes).toEqual([3, 2, 2, 2, 3]);
    expect(existsSync(join(folder, "credentials.json"))).toBe(false);
  });

  it("says where there is nobody to ask", async () => {
    const { session } = await place();

    await expect(loginWithKey(session(), {}, { prompt: undefined, environment: {} })).rejects.toThrow(
      "there is no terminal to ask at; set GONG_ACCESS_KEY",
    );
  });

  it("says what a key beside the store protects, and leaves the key nowhere to be read", async () => {
    const { folder, session } = await place();
    const own = session();
    await loginWithKey(own, { keyStdin: true }, stdin("demo-key\ndemo-secret"));
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));

    expect(own.said.join("\n")).toMatch(/credentials\.json\.key lies beside the store/);
    expect([...bytes, ...own.said, ...own.printed].join("\n")).not.toMatch(
      /demo-secret|ZGVtby1zZWNyZXQ|demo-key/,
    );
  });

  it("is then what every command uses, unless the environment has a key", async () => {
    const { mock, session } = await place();
    await loginWithKey(session(), { keyStdin: true }, stdin("demo-key\ndemo-secret"));
    const other = session({ GONG_ACCESS_KEY: "other", GONG_ACCESS_KEY_SECRET: "other-secret" });

    await expect((await session().gong()).call(listUsers, {})).resolves.toHaveProperty("users");
    await expect((await other.gong()).call(listUsers, {})).rejects.toThrow(/refused the key/);
    expect(mock.requests.map(({ status }) => status)).toEqual([200, 200, 401]);
  });
});

describe("a stored key", () => {
  it("is used at its own host, and says so where the settings name another", async () => {
    const { mock, session } = await place();
    await loginWithKey(session(), { keyStdin: true }, stdin("demo-key\ndemo-secret"));
    const own = session({ GONG_BASE_URL: "https://us-2.api.gong.io" });
    await (await own.gong()).call(listUsers, {});

    expect(own.said).toEqual([
      `The stored key belongs to ${mock.url}, which is asked instead of gong.baseUrl, https://us-2.api.gong.io`,
    ]);
    expect(own.baseUrl()).toBe(mock.url);
  });
});

/** Opens the address that a login prints, as a browser would. */
async function allow(session: { readonly printed: string[] }): Promise<string> {
  while (session.printed.length === 0) await new Promise((next) => setTimeout(next, 5));
  const allowed = await fetch(session.printed[0]?.trim() ?? "", { redirect: "manual" });
  return allowed.headers.get("location") ?? "";
}

const appOf = ({ oauth }: MockGong) => ({
  GONG_OAUTH_CLIENT_ID: oauth.clientId,
  GONG_OAUTH_CLIENT_SECRET: oauth.clientSecret,
});
const options = { scopes: "api:users:read,api:workspaces:read", port: 0, browser: true };

describe("auth login --oauth", () => {
  it("waits for the browser on this machine, and stores tokens, scopes and the customer's host", async () => {
    const { mock, session, stored } = await place();
    const own = session();
    const login = loginWithOAuth(own, options, { environment: appOf(mock) });
    await fetch(await allow(own));

    expect(await login).toBe(0);
    expect(stored()).toMatchObject({
      kind: "oauth",
      baseUrl: mock.url,
      scopes: ["api:users:read", "api:workspaces:read"],
      state: "ready",
    });
  });

  it("goes nowhere while every certificate would be believed", async () => {
    const { mock, session } = await place();
    const own = session({ GONG_OAUTH_URL: "https://app.gong.invalid" });
    const environment = { ...appOf(mock), NODE_TLS_REJECT_UNAUTHORIZED: "0" };

    const login = loginWithOAuth(own, { ...options, browser: false }, { environment });
    await expect(login).rejects.toThrow("lets anybody pose as app.gong.invalid (auth.oauthUrl)");
    expect(await codeOf(login)).toBe(2);
  });

  it("takes a pasted address where there is no browser", async () => {
    const { mock, session, stored } = await place();
    const own = session();
    const pasted = () => allow(own);
    const away = { ...options, browser: false, redirectUri: "https://intranet.example.com/gong" };

    expect(await loginWithOAuth(own, away, { environment: appOf(mock), pasted })).toBe(0);
    expect(stored()?.kind).toBe("oauth");
  });

  it("asks for no client secret again when it was stored", async () => {
    const { mock, session, stored } = await place();
    for (const environment of [appOf(mock), {}]) {
      const own = session();
      const login = loginWithOAuth(own, options, { environment, prompt: undefined });
      await fetch(await allow(own));
      await login;
    }

    expect((stored() as OAuthConnection).clientSecret).toBe(mock.oauth.clientSecret);
  });

  it("stores nothing without a code that is good", async () => {
    const { mock, session, stored } = await place();
    const own = session();
    const away = { ...options, browser: false, redirectUri: "https://intranet.example.com/gong" };
    const pasted = async () => (await allow(own)).replace(/code=[^&]*/, "code=made-up");

    expect(await codeOf(loginWithOAuth(own, away, { environment: appOf(mock), pasted }))).toBe(2);
    expect(stored()).toBeNull();
  });
});

describe("auth status", () => {
  it("says 2 when there is no key, with what to do", async () => {
    const { session } = await place();
    const own = session();

    expect(await codeOf(authStatus(own, { json: true }))).toBe(2);
    expect(JSON.parse(own.printed[0] ?? "")).toMatchObject({
      state: "none",
      problem: expect.stringContaining("gong-digest auth login"),
    });
  });

  it("knows an app's actions from its scopes, without asking Gong", async () => {
    const { mock, session } = await place();
    const login = session();
    const done = loginWithOAuth(login, options, { environment: appOf(mock) });
    await fetch(await allow(login));
    await done;
    const [own, before] = [session(), mock.requests.length];

    expect(await authStatus(own, { json: true })).toBe(0);
    const status = JSON.parse(own.printed[0] ?? "");
    const usable = actions.filter(({ scope }) => ["api:users:read", "api:workspaces:read"].includes(scope));
    expect(status).toMatchObject({
      kind: "oauth",
      from: "store",
      requests: 0,
      usable: { yes: usable.length, unknown: 0 },
    });
    expect(mock.requests.length).toBe(before);
    expect(own.printed.join("")).not.toContain(mock.oauth.clientSecret);
  });

  it("tries a key by reads alone when it is told to, one for each scope", async () => {
    const { mock, session } = await place({ deniedScopes: ["api:library:read"] });
    const environment = { GONG_ACCESS_KEY: "demo-key", GONG_ACCESS_KEY_SECRET: "demo-secret" };
    const own = session(environment);

    expect(await authStatus(own, { json: true, probe: true })).toBe(0);
    const status = JSON.parse(own.printed[0] ?? "") as {
      actions: { scope: string; usable: string; effect: string }[];
    };
    const library = status.actions.filter(({ scope }) => scope === "api:library:read");
    const writes = status.actions.filter(({ effect }) => effect !== "read");
    expect(status).toMatchObject({
      from: "environment",
      requests: probes().length,
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
    expect(mock.requests).toHaveLength(probes().length);
    expect(library.every(({ usable }) => usable === "no")).toBe(true);
    expect(writes.some(({ usable }) => usable === "unknown")).toBe(true);
    expect(probes().every(({ effect, cost }) => effect === "read" && cost === undefined)).toBe(true);
  });

  it("says 2 once somebody has to log in again", async () => {
    const { mock, session } = await place();
    const login = session();
    const done = loginWithOAuth(login, options, { environment: appOf(mock) });
    await fetch(await allow(login));
    await done;
    mock.oauth.revoke();
    mock.oauth.expireAccess();

    expect(await codeOf((await session().gong()).call(listUsers, {}))).toBe(2);
    const own = session();
    expect(await authStatus(own, {})).toBe(2);
    expect(own.said.at(-1)).toBe("The app has to be authorised again; run gong-digest auth login --oauth");
  });
});

describe("auth logout", () => {
  it("takes the key from a client that is at work", async () => {
    const { mock, session, stored } = await place();
    await loginWithKey(session(), { keyStdin: true }, stdin("demo-key\ndemo-secret"));
    const gong = await session().gong();
    await gong.call(listUsers, {});
    const before = mock.requests.length;

    expect(await logout(session(), {})).toBe(0);
    expect(await codeOf(gong.call(listUsers, {}))).toBe(2);
    expect([stored(), mock.requests.length]).toEqual([null, before]);
  });

  it("says that it cannot take what the environment has", async () => {
    const { session } = await place();
    const own = session();
    await logout(own, { GONG_ACCESS_KEY: "k", GONG_ACCESS_KEY_SECRET: "s" });

    expect(own.said).toEqual([
      "Nobody was logged in",
      "The environment has a key of its own, which a logout cannot take back",
    ]);
  });
});

describe("auth rotate-key", () => {
  it("goes from one key of the environment to the next", async () => {
    const { session } = await place();
    const [one, other] = ["55".repeat(32), "66".repeat(32)];
    await loginWithKey(session({ GONG_DIGEST_KEY: one }), { keyStdin: true }, stdin("demo-key\ndemo-secret"));

    expect(await codeOf(rotateKey(session({ GONG_DIGEST_KEY: one }), {}))).toBe(2);
    expect(await rotateKey(session({ GONG_DIGEST_KEY: one }), { GONG_DIGEST_NEW_KEY: other })).toBe(0);
    expect(session({ GONG_DIGEST_KEY: other }).settings.store?.().read()).toMatchObject({
      accessKey: "demo-key",
    });
    expect(() => session({ GONG_DIGEST_KEY: one }).settings.store?.().read()).toThrow(/is another/);
  });
});
