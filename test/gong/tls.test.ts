import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { listUsers } from "../../src/gong/users.ts";
import { selfSigned } from "../support/certificates.ts";
import { gongErrorOf, gongWith } from "../support/gong-client.ts";
import { userPage } from "../support/gong-payloads.ts";

/** An address by which this machine is reached from others; null where it has none. */
const outside = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

/** Gives users to whoever trusts it, and counts who did. */
async function imposter(host: string) {
  const heard: string[] = [];
  const server = createServer(selfSigned(host), (request, response) => {
    heard.push(request.headers.authorization ?? "");
    response.end(JSON.stringify(userPage(["7"], 1)));
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => void server.close());
  return { heard, baseUrl: `https://${host}:${(server.address() as AddressInfo).port}` };
}

afterEach(() => void vi.unstubAllEnvs());

describe("with NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment", () => {
  it.skipIf(outside === undefined)("nobody off this machine is believed without a certificate", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const { heard, baseUrl } = await imposter(outside ?? "");
    const { gong } = await gongWith([], { baseUrl, retries: 0 });

    const error = await gongErrorOf(gong.call(listUsers, {}));

    expect(error).toMatchObject({ kind: "unavailable" });
    expect(error.message).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(heard).toEqual([]);
  });

  it("a server on this machine is", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const { heard, baseUrl } = await imposter("127.0.0.1");
    const { gong } = await gongWith([], { baseUrl, retries: 0 });

    await gong.call(listUsers, {});

    expect(heard).toHaveLength(1);
  });
});
