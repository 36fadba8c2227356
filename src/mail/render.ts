import type { Digest } from "../digest.ts";
import type { Brand } from "./brand.ts";
import { findingsCsv } from "./csv.ts";
import { htmlOf } from "./html.ts";
import { plainOf } from "./plain.ts";
import { sparkline, sparklineSize } from "./sparkline.ts";
import { summaryOf } from "./summary.ts";
import { unlinkAll } from "./unlink.ts";
import { viewOf } from "./view.ts";

/** A picture of the mail, by the id its HTML asks for. Size in CSS pixels; the PNG holds twice as many. */
export type Picture = {
  readonly cid: string;
  readonly alt: string;
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
};

/** One digest in every form people and programs read; all of them say the same. */
export type Rendered = {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly csv: string;
  readonly json: string;
  /** Markdown for a CI job. */
  readonly summary: string;
  readonly pictures: readonly Picture[];
};

export type RenderOptions = {
  /** Findings told in full, 1 to 10; the rest go into a table. */
  readonly cards?: number;
  /** None when absent. */
  readonly brand?: Brand;
  /** A folder with a `digest.mjml` or `digest.txt` that stands for the package's own. */
  readonly templates?: string;
  /** Hosts that links may lead to; every https host when absent. */
  readonly linkHosts?: readonly string[];
};

/**
 * Lays a digest out. The same digest gives the same bytes, whatever the machine's zone, language and clock.
 *
 * @throws {RangeError} when `cards` is not 1 to 10
 */
export async function render(digest: Digest, options: RenderOptions = {}): Promise<Rendered> {
  const { cards = 5, templates, ...rest } = options;
  if (!Number.isInteger(cards) || cards < 1 || cards > 10) {
    throw new RangeError(`cards: ${cards} does not fit a mail, expected 1 to 10`);
  }
  const view = viewOf(digest, { cards, ...rest });
  const readable = unlinkAll(view);
  return {
    subject: digest.subject,
    html: await htmlOf(readable, templates),
    text: plainOf(readable, templates),
    csv: findingsCsv(digest),
    json: `${JSON.stringify(digest, null, 2)}\n`,
    summary: summaryOf(view),
    pictures: [
      ...(rest.brand?.logo ? [{ cid: "logo", alt: "", ...rest.brand.logo }] : []),
      ...view.cards.map(({ cid, alt, history, range }) => ({
        cid,
        alt,
        png: sparkline(history, range),
        ...sparklineSize,
      })),
    ],
  };
}

/** The HTML as one file for a disk: pictures inside it, nothing loaded from elsewhere. */
export function standalone({ html, pictures }: Pick<Rendered, "html" | "pictures">): string {
  const inside = new Map(
    pictures.map(({ cid, png }) => [cid, `data:image/png;base64,${png.toString("base64")}`]),
  );
  return html.replace(/src="cid:([\w-]+)"/g, (whole, cid: string) => {
    const data = inside.get(cid);
    return data === undefined ? whole : `src="${data}"`;
  });
}
