import Handlebars from "handlebars";
import mjml2html from "mjml";
import { MailError } from "./mail-error.ts";
import { sparklineSize } from "./sparkline.ts";
import { templateText } from "./template-text.ts";
import type { View } from "./view.ts";
import { wholeWeeks } from "./whole-weeks.ts";

/**
 * A mail's HTML. MJML sees the template alone, once; what it gives is filled afterwards, every value escaped,
 * so that nothing a name holds can reach MJML, its includes or its style inliner.
 */
export async function htmlOf(view: View, folder?: string): Promise<string> {
  const mjml = templateText("digest.mjml", folder);
  const compiled = known.get(mjml) ?? compile(mjml);
  known.set(mjml, compiled);
  const fill = await compiled;
  return fill({ ...view, picture: sparklineSize });
}

/** By the text of the template: one that changed on disk is another one. */
const known = new Map<string, Promise<Handlebars.TemplateDelegate>>();

async function compile(mjml: string): Promise<Handlebars.TemplateDelegate> {
  if (/\{\{\{|\{\{~?&/.test(mjml)) {
    throw new MailError(
      "config",
      "digest.mjml: {{{…}}} and {{& …}} would let a name be markup; expected {{…}}",
    );
  }
  const { html } = await mjml2html(mjml, {
    validationLevel: "strict",
    // MJML links Google Fonts for names it knows; a mail must load nothing from outside.
    fonts: {},
    ignoreIncludes: true,
  });
  const engine = Handlebars.create();
  engine.registerHelper("whole", (text: string) => wholeWeeks(text, 'style="white-space:nowrap"'));
  return engine.compile(lean(html), { strict: true, knownHelpersOnly: true, knownHelpers: { whole: true } });
}

/** Gmail cuts a mail at about 102 KB; a third of what MJML writes is indentation. */
function lean(html: string): string {
  return `${html
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n")}\n`;
}
