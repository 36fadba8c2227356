import Handlebars from "handlebars";
import { MailError } from "./mail-error.ts";
import { htmlFromMjml } from "./mjml.ts";
import { sparklineSize } from "./sparkline.ts";
import { templateText } from "./template-text.ts";
import type { View } from "./view.ts";
import { wholeWeeks } from "./whole-weeks.ts";

/**
 * A mail's HTML. MJML sees the template alone, once; what it gives is filled afterwards, every value escaped,
 * so that nothing a name holds can reach MJML, its includes or its style inliner.
 */
export async function htmlOf(view: View, folder?: string): Promise<string> {
  const fill = await readyTemplate(folder);
  return fill({ ...view, picture: sparklineSize });
}

/**
 * The template, compiled. Whoever will hold much when it first renders asks for it before: compiling takes 60 MB for
 * a moment.
 */
export function readyTemplate(folder?: string): Promise<Handlebars.TemplateDelegate> {
  const mjml = templateText("digest.mjml", folder);
  const compiled = known.get(mjml) ?? compile(mjml);
  known.set(mjml, compiled);
  return compiled;
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
  const engine = Handlebars.create();
  engine.registerHelper("whole", (text: string) => wholeWeeks(text, 'style="white-space:nowrap"'));
  return engine.compile(lean(await htmlFromMjml(mjml)), {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { whole: true },
  });
}

/** Gmail cuts a mail at about 102 KB; a third of what MJML writes is indentation. */
function lean(html: string): string {
  return `${html
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n")}\n`;
}
