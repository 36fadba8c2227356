import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ConfigError } from "../../src/config.ts";
import { type Brand, logoOf, noBrand } from "../../src/mail/brand.ts";
import { readyTemplate } from "../../src/mail/html.ts";
import type { RenderOptions } from "../../src/mail/render.ts";
import type { PageBrand } from "../../src/page/page.ts";
import { cleanText } from "../../src/text.ts";
import { holdMemoryAgain } from "../session/memory.ts";
import type { Settings } from "../session/settings.ts";

/** How mails look: the company's brand, and its own templates where it has some. Paths are relative to the file. */
export function lookOf({
  config,
  file,
}: Pick<Settings, "config" | "file">): RenderOptions & { readonly brand: Brand } {
  const folder = file === null ? "." : dirname(file);
  const templates = config.templates === undefined ? undefined : resolve(folder, config.templates);
  if (templates !== undefined && !existsSync(templates)) {
    throw new ConfigError(
      `templates: ${templates} is not there; expected a folder with digest.mjml or digest.txt`,
    );
  }
  const brand = config.brand === undefined ? noBrand : brandOf(config.brand, folder);
  return { brand, ...(templates === undefined ? {} : { templates }) };
}

/** Compiles the template of mails before much is held: that takes 60 MB for a moment. */
export async function readyLook({ templates }: RenderOptions): Promise<void> {
  await readyTemplate(templates);
  holdMemoryAgain();
}

/** The same brand for pages, which hold the logo themselves. */
export function pageBrandOf({ colour, logo, footer }: Brand): PageBrand {
  const source = logo === null ? "" : `data:image/png;base64,${logo.png.toString("base64")}`;
  return { colour, footer, logo: logo === null ? null : { source, width: logo.width, height: logo.height } };
}

function brandOf(
  { colour: own, logo, footer }: NonNullable<Settings["config"]["brand"]>,
  folder: string,
): Brand {
  const colour = own ?? null;
  const text = footer === undefined ? null : cleanText(footer, 200);
  if (logo === undefined) return { colour, logo: null, footer: text };
  const path = resolve(folder, logo);
  try {
    return { colour, logo: logoOf(readFileSync(path)), footer: text };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `brand.logo: ${path} ${code === "ENOENT" ? "is not there, expected a PNG" : message}`,
      {
        cause: error,
      },
    );
  }
}
