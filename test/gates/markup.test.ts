import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import { readMails } from "./mails.ts";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:a11y"],
  rules: {
    // What mail programs need and browsers would do without: styles on the element, tables for layout with their
    // old attributes, and comments that Outlook for Windows reads.
    "no-inline-style": "off",
    "no-deprecated-attr": "off",
    "no-conditional-comment": "off",
    // Outlook.com drops elements it does not know, <article> among them.
    "prefer-native-element": ["error", { exclude: ["article"] }],
    // Of taste: MJML writes <!doctype html>, and no mail program asks for a tbody.
    "doctype-style": "off",
    "prefer-tbody": "off",
    // The title is the subject, held to 70 characters; this would count those of escapes.
    "long-title": "off",
  },
});

describe.each(await readMails())("markup of the mail: $name", ({ html }) => {
  it("has no fault that html-validate knows", async () => {
    const { results } = await validator.validateString(html);

    const faults = results.flatMap(({ messages }) => messages);
    expect(faults.map(({ ruleId, message, line }) => `${line}: ${message} (${ruleId})`)).toEqual([]);
  });
});
