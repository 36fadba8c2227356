import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { GongError, LoginNeeded } from "../../src/gong/error.ts";
import { deleteMeeting } from "../../src/gong/meetings.ts";
import { listWorkspaces } from "../../src/gong/workspaces.ts";
import type { OAuthConnection } from "../../src/keys/connection.ts";
import { gongErrorOf } from "../support/gong-client.ts";
import { clientOn, connectionTo, mockWithOAuth, storeIn, temporaryFolder } from "../support/stored.ts";

const noon = new Date("2026-11-16T12:00:00Z");
const later = (hours: number): Date => DateTime.fromJSDate(noon).plus({ hours }).toJSDate();

/** A mock, and a store with an app that was allowed at noon. */
async function connected(options: Parameters<typeof mockWithOAuth>[0] = {}, scopes?: string[]) {
  const gong = await mockWithOAuth(options);
  const store = storeIn(temporaryFolder(), { GONG_DIGEST_KEY: "33".repeat(32) });
  store.write(await connectionTo(gong, { at: noon, ...(scopes ? { scopes } : {}) }));
  const client = clientOn(store, gong.url, { at: noon });
  const call = () => client.gong.call(listWorkspaces, {});
  const state = () => store.read() as OAuthConnection;
  return { mock: gong, store, call, state, ...client };
}

describe("an access token", () => {
  it("is used as it is until an hour before its end", async () => {
    const { call, clock, mock } = await connected();
    clock.at = later(22.9);
    await call();

    expect(mock.oauth.refreshes).toBe(0);
  });

  it("is renewed in its last hour, once, with the new refresh token on disk", async () => {
    const { call, clock, mock, state } = await connected();
    const before = state();
    clock.at = later(23);
    await call();
    await call();

    expect(mock.oauth).toMatchObject({ refreshes: 1, deadGrants: 0 });
    expect(state()).toMatchObject({ state: "ready", refreshAt: later(46).toISOString() });
    expect(state().refreshToken).not.toBe(before.refreshToken);
  });

  it("that lives half an hour is renewed after a quarter", async () => {
    const { call, clock, mock } = await connected({ oauth: { lifetimeSeconds: 1800 } });
    clock.at = later(23);
    await call();
    clock.at = later(23.2);
    await call();
    clock.at = later(23.25);
    await call();

    expect(mock.oauth.refreshes).toBe(2);
  });

  it("that Gong no longer takes is renewed in the middle of a run, and the request repeated", async () => {
    const { call, mock } = await connected();
    await call();
    mock.oauth.expireAccess();

    await expect(call()).resolves.toHaveProperty("workspaces");
    expect(mock.oauth).toMatchObject({ refreshes: 1, deadGrants: 0 });
  });

  it("is renewed for what may not be repeated, which is then the caller's to repeat", async () => {
    const { gong, mock } = await connected({}, ["api:meetings:user:delete"]);
    mock.oauth.expireAccess();
    const input = { path: { meetingId: "1" }, body: { organizerEmail: "ana@example.com" } };
    const [first, second] = [
      await gongErrorOf(gong.call(deleteMeeting, input)),
      await gongErrorOf(gong.call(deleteMeeting, input)),
    ];

    expect([first.status, second.status, mock.oauth.refreshes]).toEqual([401, 404, 1]);
  });

  it("is not renewed for a scope that the app lacks", async () => {
    const { call, mock } = await connected({}, ["api:users:read"]);

    expect((await gongErrorOf(call())).kind).toBe("scope");
    expect(mock.oauth.refreshes).toBe(0);
  });

  it("is renewed once when the new one is refused, too", async () => {
    const { call, mock } = await connected({
      fault: ({ path }) => (path.startsWith("/v2") ? { status: 401 } : undefined),
    });

    expect(await gongErrorOf(call())).toMatchObject({ kind: "credentials", status: 401 });
    expect(mock.oauth.refreshes).toBe(1);
  });

  it("is used to its end while the next one cannot be had", async () => {
    let broken = false;
    const { call, clock, mock, lines } = await connected({
      fault: ({ path }) =>
        path === "/oauth2/generate-customer-token" && broken ? { status: 503 } : undefined,
    });
    broken = true;
    clock.at = later(23.5);
    await call();
    await call();

    expect(mock.requests.filter(({ path }) => path.startsWith("/oauth2/generate")).length).toBe(2);
    expect(lines.join("")).toContain(
      "could not be renewed: Gong answered 503; the present one is good until",
    );
    clock.at = later(24);
    expect(await gongErrorOf(call())).toMatchObject({ kind: "unavailable" });
    broken = false;
    await call();
    expect(mock.oauth.deadGrants).toBe(0);
  });
});

describe("a refresh token that Gong no longer takes", () => {
  it("is asked about once; then somebody has to log in, which every call says", async () => {
    const { call, clock, mock, state } = await connected();
    mock.oauth.revoke();
    clock.at = later(24);
    const errors = [await gongErrorOf(call()), await gongErrorOf(call()), await gongErrorOf(call())];

    expect(errors.every((error) => error instanceof LoginNeeded)).toBe(true);
    expect(errors[0]?.message).toMatch(/authorised again; run gong-digest auth login --oauth$/);
    expect(state().state).toBe("reauthorise");
    expect(mock.oauth.deadGrants).toBe(1);
  });

  it("leaves the access token good to its end, with one warning", async () => {
    const { call, clock, mock, lines } = await connected();
    mock.oauth.revoke();
    clock.at = later(23.5);
    await call();
    await call();

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /authorised again before 2026-11-17T12:00:00.000Z; run gong-digest auth login --oauth/,
    );
    expect(mock.oauth.deadGrants).toBe(1);
  });

  it("is not believed while the store has another by now", async () => {
    let meanwhile = (): void => {};
    const { call, clock, mock, store, state } = await connected({
      fault: ({ path, query }) => {
        if (path === "/oauth2/generate-customer-token" && query.grant_type === "refresh_token") meanwhile();
        return undefined;
      },
    });
    const newer = await connectionTo(mock, { at: later(24) });
    store.write({ ...state(), refreshToken: "used-up-long-ago" });
    meanwhile = () => store.write(newer);
    clock.at = later(24);

    await expect(call()).resolves.toHaveProperty("workspaces");
    expect(mock.oauth.deadGrants).toBe(1);
    expect(state()).toEqual(newer);
  });

  it("is forgotten by a login", async () => {
    const { call, clock, mock, store } = await connected();
    mock.oauth.revoke();
    clock.at = later(24);
    await gongErrorOf(call());
    store.write(await connectionTo(mock, { at: later(24) }));

    await expect(call()).resolves.toHaveProperty("workspaces");
  });
});

describe("a logout", () => {
  it("counts for the next request of a client that is at work", async () => {
    const { call, mock, store } = await connected();
    await call();
    const before = mock.requests.length;
    store.erase();

    expect((await gongErrorOf(call())).message).toMatch(
      /nobody is logged in to Gong, or somebody has logged out/,
    );
    expect(mock.requests.length).toBe(before);
  });

  it("is not undone by a refresh that was under way", async () => {
    let isOut = false;
    const { call, clock, store } = await connected({
      fault: ({ path }) => {
        if (path === "/oauth2/generate-customer-token" && isOut) store.erase();
        return undefined;
      },
    });
    isOut = true;
    clock.at = later(24);

    expect(await gongErrorOf(call())).toBeInstanceOf(LoginNeeded);
    expect(store.read()).toBeNull();
  });
});

describe("what is stored", () => {
  it("is sent to no other host than its own", async () => {
    const { store, mock } = await connected();
    const other = await mockWithOAuth();
    const { gong } = clientOn(store, other.url);

    expect((await gongErrorOf(gong.call(listWorkspaces, {}))).message).toContain(
      `the stored key belongs to ${mock.url} and was not sent to ${other.url}`,
    );
    expect(other.requests).toEqual([]);
  });

  it("is taken out of every text, old tokens too", async () => {
    const { call, clock, source, state } = await connected();
    const before = state();
    clock.at = later(23);
    await call();
    const tokens = [before, state()].flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
    const text = tokens.flatMap((token) => [
      token,
      encodeURIComponent(token),
      Buffer.from(token).toString("hex"),
    ]);

    expect(source.redact(text.join(" "))).toBe(text.map(() => "[redacted]").join(" "));
  });

  it("may be an API key, which no 401 changes", async () => {
    const mock = await mockWithOAuth();
    const store = storeIn(temporaryFolder());
    const { accessKey } = mock;
    store.write({ kind: "basic", baseUrl: mock.url, accessKey, accessKeySecret: "wrong", savedAt: "" });
    const { gong } = clientOn(store, mock.url);

    expect(await gongErrorOf(gong.call(listWorkspaces, {}))).toBeInstanceOf(GongError);
    expect(mock.requests).toHaveLength(1);
  });
});
