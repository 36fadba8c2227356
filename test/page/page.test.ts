import { describe, expect, it } from "vitest";
import { controlChart } from "../../src/page/chart.ts";
import { entryOf } from "../../src/page/entry.ts";
import { markup } from "../../src/page/markup.ts";
import { indexOf, pageOf } from "../../src/page/page.ts";
import { cleanText } from "../../src/text.ts";
import { digest, digestOf, drift, quietDigest } from "../mail/fixture.ts";
import { hostile, withName } from "../mail/hostile.ts";
import { attributeOf, below, elementsOf, textOf } from "../mail/parse.ts";
import { detailOf } from "./fixture.ts";

const page = pageOf(digest, detailOf(digest, 20));

describe("a page", () => {
  it("says what the mail says of each finding", () => {
    const text = textOf(
      elementsOf(page).find(({ tagName }) => tagName === "main") ?? (elementsOf("")[0] as never),
    );

    for (const { shown, sentences, evidence } of digest.findings) {
      for (const said of [shown.title, shown.value, shown.usual, ...sentences.slice(1)])
        expect(text).toContain(said);
      for (const { text: link } of evidence) expect(text).toContain(link);
    }
    for (const { sentence } of digest.backToUsual) expect(text).toContain(sentence);
  });

  it("tells a slow drift with its chart and arithmetic", () => {
    const drifting = digestOf({ findings: [], drifts: [drift] });

    const own = elementsOf(pageOf(drifting, detailOf(drifting, 1)));

    expect(own.filter(({ tagName }) => tagName === "svg")).toHaveLength(1);
    expect(own.filter(({ tagName }) => tagName === "pre").map(textOf)).toEqual([
      "1. Past: 52 weeks\nAna Lopez",
    ]);
  });

  it("lists every series of its detail and no other, the widest deviation first", () => {
    const rows = elementsOf(page).filter(
      (element) => element.tagName === "th" && attributeOf(element, "scope") === "row" && element.parentNode,
    );

    const own = rows.map((row) => textOf(row).trim()).slice(-23);
    expect(own.slice(0, 3)).toEqual(["EMEA", "Léa Martin", "Dana O'Neil"]);
    expect(own.slice(3)).toEqual(Array(20).fill("Ana Lopez"));
  });

  it("shows forty series at first, and the others when somebody asks, also without its script", () => {
    const own = elementsOf(pageOf(digest, detailOf(digest, 60)));
    const rowsIn = (id: string): number => {
      const whole = own.find((element) => attributeOf(element, "id") === id);
      return (whole ? below(whole) : []).filter(
        (element) => element.tagName === "th" && attributeOf(element, "scope") === "row",
      ).length;
    };

    expect([rowsIn("all"), rowsIn("others")]).toEqual([40, 23]);
    const summaries = own.filter(({ tagName }) => tagName === "summary").map(textOf);
    expect(summaries.at(-1)).toBe("Show 23 more rows");
  });

  it("keeps a week in one piece where a line ends", () => {
    const joined = "One of nine people in the team joined since 2026-W44.";
    const [first, ...others] = digest.findings;
    const told = digestOf({
      findings: first ? [{ ...first, sentences: [...first.sentences, joined] }, ...others] : [],
    });

    expect(pageOf(told, detailOf(told, 1))).toContain('since <span class="whole">2026-W44</span>.');
  });

  it("stays under 1.5 MB with 3,000 series and 30 names", () => {
    const names = hostile.slice(0, 30).map((name) => name.slice(0, 24));

    expect(Buffer.byteLength(pageOf(digest, detailOf(digest, 3000, names)))).toBeLessThan(1_500_000);
  });

  it("is the same bytes for the same digest", () => {
    expect(pageOf(digest, detailOf(digest, 20))).toBe(page);
  });

  it("loads nothing, and says so to the browser", () => {
    const loading = elementsOf(page).filter((element) =>
      element.attrs.some(({ name }) =>
        ["src", "srcset", "action", "data", "poster", "xlink:href"].includes(name),
      ),
    );

    expect(loading).toEqual([]);
    expect(page).toContain("default-src &#x27;none&#x27;");
    expect(page).not.toMatch(/@import|url\(/);
  });

  it.each(hostile)("holds a hostile name as text: %j", (name) => {
    const own = (each: string) => {
      const told = withName(each);
      return elementsOf(pageOf(told, detailOf(told, 4, [cleanText(each)])));
    };
    const shape = (elements: ReturnType<typeof own>) =>
      elements.map(
        ({ tagName, attrs }) => `${tagName} ${attrs.map((attribute) => attribute.name).join(" ")}`,
      );

    const elements = own(name);

    expect(shape(elements)).toEqual(shape(own("Dana")));
    const texts = elements.filter(({ tagName }) => tagName === "th").map((cell) => textOf(cell).trim());
    expect(texts).toContain(cleanText(name));
    const data = elements.filter((element) => attributeOf(element, "type") === "application/json");
    for (const script of data) expect(() => JSON.parse(textOf(script))).not.toThrow();
  });
});

describe("a chart", () => {
  const words = { alt: "alt", top: "9", bottom: "1", weeks: [], legend: [] };
  const point = (value: number | null, usual: readonly [number, number] | null = [2, 4]) => ({
    week: "2026-W46",
    value,
    usual: usual && { low: usual[0], middle: (usual[0] + usual[1]) / 2, high: usual[1] },
  });

  it("marks weeks outside the range of their own time, not the newest one's", () => {
    const { text } = controlChart([point(5), point(5, [4, 6]), point(3)], words);

    // Three weeks stand at 28, 500 and 972 of 1000; 5 of 2 to 6 is a quarter from the top of 12 to 188.
    expect(/class="outside" d="([^"]*)"/.exec(text)?.[1]).toBe("M28 56h0");
  });

  it("leaves a gap where a value is missing", () => {
    const { text } = controlChart([point(3), point(null), point(3), point(3)], words);

    expect(/class="line" d="([^"]*)"/.exec(text)?.[1]?.match(/M/g)).toHaveLength(2);
  });

  it("draws no mark of this week where its value is missing", () => {
    expect(controlChart([point(3), point(null)], words).text).not.toContain('class="now"');
  });
});

describe("the list of weeks", () => {
  it("has the newest week first, and the company before others", () => {
    const of = (week: string, id: string, kind: "team" | "company") =>
      entryOf({ ...quietDigest, week, scope: { kind, id, name: id } });

    const html = indexOf(
      [of("2026-W45", "A", "team"), of("2026-W46", "A", "team"), of("2026-W46", "Z", "company")],
      "en",
    );

    const links = elementsOf(html).filter(({ tagName }) => tagName === "a");
    expect(links.map((link) => attributeOf(link, "href"))).toEqual([
      "2026-W46-company.page.html",
      "2026-W46-team-A.page.html",
      "2026-W45-team-A.page.html",
    ]);
    expect(html).toContain("quiet week");
  });
});

describe("markup", () => {
  it("escapes every value but markup", () => {
    expect(markup`<b title="${'"'}">${["<", markup`<i>${"'"}</i>`, null, 0]}</b>`.text).toBe(
      '<b title="&quot;">&lt;<i>&#39;</i>0</b>',
    );
  });
});
