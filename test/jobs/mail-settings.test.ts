import { generateKeyPairSync } from "node:crypto";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { readDkimKey, readOAuth2 } from "../../jobs/session/mail-settings.ts";
import { fileWith } from "../support/temporary-file.ts";

const pem = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const dkim = { domain: "example.com", selector: "digest" };

describe("the key of mail.dkim", () => {
  it("comes from its file, named from the config's folder", () => {
    const folder = dirname(fileWith(pem, "dkim.pem"));

    expect(readDkimKey({}, { ...dkim, keyFile: "dkim.pem" }, folder)).toMatchObject(dkim);
  });

  it.each([
    ["the environment", { DKIM_PRIVATE_KEY: pem }],
    ["the environment in one line", { DKIM_PRIVATE_KEY: pem.replaceAll("\n", "\\n") }],
  ])("comes from %s", (_, environment) => {
    expect(readDkimKey(environment, dkim, ".")).toMatchObject(dkim);
  });

  it("comes from the file that the environment names", () => {
    expect(readDkimKey({ DKIM_PRIVATE_KEY_FILE: fileWith(pem, "key") }, dkim, ".")).toMatchObject(dkim);
  });

  it("is not asked for when mails are not signed", () => {
    expect(readDkimKey({ DKIM_PRIVATE_KEY: "nonsense" }, undefined, ".")).toBeNull();
  });

  it("says where it was looked for", () => {
    expect(() => readDkimKey({}, dkim, ".")).toThrow(/mail\.dkim has no key: set mail\.dkim\.keyFile, DKIM/);
    expect(() => readDkimKey({}, { ...dkim, keyFile: "none.pem" }, "/nowhere")).toThrow(
      "mail.dkim.keyFile: /nowhere/none.pem cannot be read (ENOENT)",
    );
  });
});

describe("the login by OAuth2", () => {
  const all = {
    SMTP_OAUTH_CLIENT_ID: "id",
    SMTP_OAUTH_CLIENT_SECRET: "secret",
    SMTP_OAUTH_REFRESH_TOKEN: "refresh",
    SMTP_OAUTH_TOKEN_URL: "https://oauth2.example.com/token",
  };

  it("is all four of its settings, a file for each where wanted", () => {
    const { SMTP_OAUTH_CLIENT_SECRET: secret, ...others } = all;
    const environment = { ...others, SMTP_OAUTH_CLIENT_SECRET_FILE: fileWith(`${secret}\n`, "secret") };

    expect(readOAuth2(environment, "digest@example.com")).toEqual({
      user: "digest@example.com",
      clientId: "id",
      clientSecret: "secret",
      refreshToken: "refresh",
      tokenUrl: "https://oauth2.example.com/token",
    });
  });

  it("is none where none is set", () => {
    expect(readOAuth2({ SMTP_URL: "smtp://x" }, "digest@example.com")).toBeNull();
  });

  it("names what is missing", () => {
    expect(() => readOAuth2({ ...all, SMTP_OAUTH_TOKEN_URL: undefined }, "x")).toThrow(
      /^SMTP_OAUTH_TOKEN_URL not set; login by OAuth2 needs /,
    );
  });
});
