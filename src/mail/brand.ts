import { MailError } from "./mail-error.ts";

/** What a company puts around its mails and pages. */
export type Brand = {
  /** Of a stripe at the top, `#1d4f9e`; never of text, whose contrast must not depend on it. */
  readonly colour: string | null;
  /** Size in CSS pixels: half of the picture's, so that it is sharp on a phone. */
  readonly logo: { readonly png: Buffer; readonly width: number; readonly height: number } | null;
  /** One line of text at the end. */
  readonly footer: string | null;
};

export const noBrand: Brand = { colour: null, logo: null, footer: null };

/** A mail has room for so much besides its pictures. */
const mostBytes = 32_768;
const [mostWidth, mostHeight] = [560, 160];

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * A logo from the bytes of a PNG of at most 32 KB and 1120 × 320 pixels.
 *
 * @throws {MailError} `config`, with what was expected
 * @see https://www.w3.org/TR/png-3/#11IHDR
 */
export function logoOf(png: Buffer): NonNullable<Brand["logo"]> {
  const isPng = png.length > 24 && png.subarray(0, 8).equals(signature);
  if (!isPng) throw new MailError("config", "is no PNG");
  if (png.length > mostBytes) {
    throw new MailError("config", `has ${png.length} bytes, expected a PNG of at most ${mostBytes}`);
  }
  const [width, height] = [Math.round(png.readUInt32BE(16) / 2), Math.round(png.readUInt32BE(20) / 2)];
  if (width < 1 || height < 1 || width > mostWidth || height > mostHeight) {
    throw new MailError(
      "config",
      `is ${width * 2} × ${height * 2} pixels, expected at most ${mostWidth * 2} × ${mostHeight * 2}; it is shown at half its size`,
    );
  }
  return { png, width, height };
}
