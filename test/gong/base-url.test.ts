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
});
