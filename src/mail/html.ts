import { readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import mjml2html from "mjml";
import { packageRoot } from "../root.ts";
import { sparklineSize } from "./sparkline.ts";
import type { View } from "./view.ts";

/**
 * A mail's HTML. MJML sees the template alone, once; what it gives is filled afterwards, every value escaped,
 * so that nothing a name holds can reach MJML, its includes or its style inliner.
 */
export async function htmlOf(view: View): Promise<string> {
  template ??= compile();
  const fill = await template;
  return fill({ ...view, picture: sparklineSize });
}

let template: Promise<Handlebars.TemplateDelegate> | undefined;

async function compile(): Promise<Handlebars.TemplateDelegate> {
  const mjml = readFileSync(join(packageRoot, "templates", "digest.mjml"), "utf8");
  const { html } = await mjml2html(mjml, {
    validationLevel: "strict",
    // MJML links Google Fonts for names it knows; a mail must load nothing from outside.
    fonts: {},
    ignoreIncludes: true,
  });
  return Handlebars.create().compile(lean(html), { strict: true, knownHelpersOnly: true });
}

/** Gmail cuts a mail at about 102 KB; a third of what MJML writes is indentation. */
function lean(html: string): string {
  return `${html
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n")}\n`;
}
