import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { mentionsOf, plainAddress } from "../src/mentions.ts";

describe("plainAddress", () => {
  it.each`
    text                            | plain
    ${"Ana@Example.com"}            | ${"ana@example.com"}
    ${"ana+news@example.com"}       | ${"ana@example.com"}
    ${"Ana Lima <ana@example.com>"} | ${"ana@example.com"}
    ${" ana@BÜCHER.example. "}      | ${"ana@xn--bcher-kva.example"}
    ${"ana@xn--bcher-kva.example"}  | ${"ana@xn--bcher-kva.example"}
    ${"+@example.com"}              | ${"+@example.com"}
    ${"Ana Lima"}                   | ${null}
    ${"4001"}                       | ${null}
  `("of $text is $plain", ({ text, plain }) => {
    expect(plainAddress(text)).toBe(plain);
  });
});

describe("mentionsOf", () => {
  const ana = { ids: ["7123456789012345678"], addresses: ["ana@bücher.example"], names: ["Ana  O'Lima"] };
  const { inText, inBytes, redact } = mentionsOf(ana, () => "01");

  it.each`
    text                                           | redacted
    ${"Ana O'Lima: calls hosted below"}            | ${"[erased]: calls hosted below"}
    ${"ANA\u00a0O'LIMA's team"}                    | ${"[erased]'s team"}
    ${"to ANA+x@XN--BCHER-KVA.example, and"}       | ${"to [erased], and"}
    ${"?to=ana%40b%C3%BCcher.example"}             | ${"?to=[erased]"}
    ${"?to=ana%40xn--bcher-kva.example"}           | ${"?to=[erased]"}
    ${"2026-W46:person:7123456789012345678:calls"} | ${"2026-W46:person:01:calls"}
    ${"71234567890123456789"}                      | ${"71234567890123456789"}
    ${"Ana O'Limassol and Diana O'Lima"}           | ${"Ana O'Limassol and Diana O'Lima"}
    ${"liliana@bücher.example"}                    | ${"liliana@bücher.example"}
  `("makes of $text: $redacted", ({ text, redacted }) => {
    expect(redact(text)).toBe(redacted);
    expect(inText(text)).toBe(redacted !== text);
  });

  it.each([
    ["base64", Buffer.from("x: Ana O'Lima").toString("base64")],
    ["base64 behind letters", `"\\n${Buffer.from("see ana@bücher.example here").toString("base64")}"`],
    ["quoted-printable", "ana@b=C3=BC=\r\ncher.example"],
    ["HTML", "<b>Ana O&#x27;Lima</b>"],
    ["HTML in quoted-printable", "Ana O&#3=\r\n9;Lima"],
    ["gzip", gzipSync('{"id":"7123456789012345678"}')],
    ["gzip in the middle", Buffer.concat([Buffer.from("page"), gzipSync("Ana O'Lima")])],
    ["JSON with escapes", '"ana@b\\u00fccher.example"'],
  ])("finds them in %s", (_, bytes) => {
    expect(inBytes(Buffer.from(bytes))).toBe(true);
    expect(inBytes(Buffer.from("Bea O'Lima, bea@bücher.example, 8123456789012345678"))).toBe(false);
  });
});
