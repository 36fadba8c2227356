import { describe, expect, it } from "vitest";
import { checkedBaseUrl } from "../../src/gong/base-url.ts";

describe("checkedBaseUrl", () => {
  it.each`
    given                            | origin
    ${"https://api.gong.io"}         | ${"https://api.gong.io"}
    ${"https://us-123.api.gong.io/"} | ${"https://us-123.api.gong.io"}
    ${"http://127.0.0.1:8080"}       | ${"http://127.0.0.1:8080"}
    ${"http://localhost:8080/"}      | ${"http://localhost:8080"}
    ${"http://[::1]:8080"}           | ${"http://[::1]:8080"}
  `("reads $given", ({ given, origin }) => {
    expect(checkedBaseUrl(given)).toBe(origin);
  });

  it.each`
    given                                 | fault
    ${"http://api.gong.io"}               | ${"would send the key over http to api.gong.io"}
    ${"http://127.0.0.1.evil.example"}    | ${"over http"}
    ${"ftp://api.gong.io"}                | ${"over ftp"}
    ${"api.gong.io"}                      | ${"is no URL"}
    ${""}                                 | ${"is no URL"}
    ${"https://api.gong.io/v2"}           | ${"has a path behind api.gong.io"}
    ${"https://api.gong.io?x=1"}          | ${"has a query"}
    ${"https://name:secret@api.gong.io/"} | ${"holds a user name or password"}
  `("refuses $given: $fault", ({ given, fault }) => {
    const read = () => checkedBaseUrl(given);

    expect(read).toThrow(
      expect.objectContaining({ kind: "base-url", message: expect.stringContaining(fault) }),
    );
    expect(read).toThrow("GONG_BASE_URL");
    expect(read).not.toThrow("secret");
  });

  const refusal = "refused";
  it.each`
    given                                   | host
    ${"https://api.gong.io."}               | ${"api.gong.io"}
    ${"https://API.GONG.IO"}                | ${"api.gong.io"}
    ${"https://ａｐｉ.gong.io"}             | ${"api.gong.io"}
    ${"https://api。gong。io"}              | ${"api.gong.io"}
    ${"https://api.gong.io:443"}            | ${"api.gong.io"}
    ${"https://api.gong.io:8443"}           | ${"api.gong.io:8443"}
    ${"https://аpi.gong.io"}                | ${"xn--pi-6kc.gong.io"}
    ${"https://api.gong.io\\.evil.example"} | ${refusal}
    ${"https://api.gong.io@evil.example"}   | ${refusal}
    ${"https://evil.example#@api.gong.io"}  | ${refusal}
    ${"https://evil.example?api.gong.io"}   | ${refusal}
    ${"https://evil.example/api.gong.io"}   | ${refusal}
    ${"http://localhost.evil.example"}      | ${refusal}
    ${"http://127.0.0.1.evil.example"}      | ${refusal}
    ${"http://[::ffff:10.0.0.1]"}           | ${refusal}
    ${"http://0.0.0.0"}                     | ${refusal}
    ${"http://169.254.169.254"}             | ${refusal}
    ${"http://2130706433:8080"}             | ${"127.0.0.1:8080"}
    ${"http://0x7f.1:8080"}                 | ${"127.0.0.1:8080"}
    ${"file:///etc/passwd"}                 | ${refusal}
    ${"javascript:alert(1)"}                | ${refusal}
    ${"https://."}                          | ${refusal}
    ${"https://%2e"}                        | ${refusal}
  `("sends keys for $given to $host, as compared after parsing", ({ given, host }) => {
    const read = (): string => new URL(checkedBaseUrl(given)).host;

    if (host === refusal) expect(read).toThrow(expect.objectContaining({ kind: "base-url" }));
    else expect(read()).toBe(host);
  });
});
