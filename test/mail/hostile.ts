import type { Digest } from "../../src/digest.ts";
import type { Finding, Found } from "../../src/finding.ts";
import { tell } from "../../src/mail/shown.ts";
import { cleanText } from "../../src/text.ts";
import { languageOf } from "../../src/words/language.ts";
import type { Statement } from "../../src/words/statement.ts";
import { digest, digestOf, drift, ratioFound } from "./fixture.ts";

/** What a name, a team or a title from outside may hold that is meant for a machine. */
export const hostile: readonly string[] = [
  // Markup, closed and open, in every place where a parser changes its mind.
  "<script>alert(1)</script>",
  "<script src=//evil.example/x.js></script>",
  "<img src=x onerror=alert(1)>",
  '<img src="https://evil.example/pixel.gif" width=1 height=1>',
  "<svg/onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  "<math><mtext></mtext><mglyph><style></math>",
  "<iframe srcdoc='<b>x</b>'></iframe>",
  "<a href='javascript:alert(1)'>x</a>",
  "<a href=https://evil.example>Gong</a>",
  "<form action=https://evil.example><input name=password></form>",
  "<style>*{display:none}</style>",
  "</style><b>after style</b>",
  "<link rel=stylesheet href=https://evil.example/x.css>",
  "<meta http-equiv=refresh content='0;url=https://evil.example'>",
  "<base href=https://evil.example/>",
  "<object data=x></object><embed src=x>",
  "<video><source onerror=alert(1)></video>",
  "<details open ontoggle=alert(1)>",
  "<plaintext>",
  "<textarea>",
  "<title>",
  "</title><script>alert(1)</script>",
  "</td></tr></table><table><tr><td>moved",
  "</p></td></tr></table><h1>Owned</h1>",
  "</body></html>",
  "<b",
  "<b a='",
  "<",
  ">",
  "<<b>>",
  "<!DOCTYPE html>",
  "<?php echo 1 ?>",
  "<%= 1 %>",
  // Comments, conditional ones and CDATA, which Outlook reads.
  "<!--",
  "-->",
  "--!><b>x</b>",
  "<!-- <![endif]--> -->",
  "<!--[if mso]><b>mso</b><![endif]-->",
  "<![endif]-->",
  "--> <b>after a comment</b> <!--",
  "]]><b>cdata</b><![CDATA[",
  // The template languages that the mail passes through, and others.
  "</mj-text><mj-raw><b>raw</b></mj-raw><mj-text>",
  '<mj-include path="./package.json" />',
  "<mj-raw>",
  "{{headline}}",
  "{{{braces}}}",
  "{{#each findings}}{{/each}}",
  "{{> rows}}",
  "{{lookup this 'constructor'}}",
  "{{#with (lookup this 'constructor')}}x{{/with}}",
  "\\{{escaped}}",
  "{{!-- comment --}}",
  "[[MJ_TEMPLATE]] #{process.env} <%= 1 %>",
  "$" + "{process.env.HOME}",
  "%s %d %n %x",
  // Entities, quotes and other ends of an attribute.
  "&lt;b&gt;&amp;amp;&#x3c;&nbsp;",
  "&#60;script&#62;",
  "&NewLine;&Tab;",
  "&",
  "&&amp;",
  `" onmouseover="alert(1)" x='`,
  `' style='position:fixed' x="`,
  '"><img src=x>',
  "` = ' \"",
  'cid:finding-1 src="cid:finding-1"',
  // Headers and the lines of a mail.
  "Dana\r\nBcc: victim@example.com",
  "Dana\rBcc: victim@example.com",
  "Dana\nX-Spam: no",
  "Dana\n\n<b>body</b>",
  "Dana\r\n\r\nbody",
  "Dana\u2028Bcc: victim@example.com",
  "Dana\u0085Bcc: victim@example.com",
  "Dana\u000bBcc: victim@example.com",
  "Dana =?utf-8?q?=0D=0ABcc:=20v@example.com?=",
  "=?utf-8?b?DQpCY2M6IHZAZXhhbXBsZS5jb20=?=",
  "--_NmP-0000-Part_1",
  ".",
  "..",
  "From dana@example.com Mon Nov 16",
  "Subject: other",
  // Directions, controls and characters that are not seen.
  "\u202eevil\u202c \u2066x\u2069 \u200e",
  "\u202emoc.elpmaxe",
  "abc\u2067def\u2069",
  "\u0000\u0007\u001b[31mred",
  "\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007",
  "Da\u00adna",
  "Da\u200bna",
  "\ufeffDana",
  "\u{e0001}\u{e0041}tagged",
  "D\u0336a\u0336n\u0336a\u0336",
  "Dana\u0301\u0301\u0301\u0301\u0301\u0301",
  "\u{1f469}\u200d\u{1f4bb} Zoë \u{1f1eb}\u{1f1f7} 東京 مريم",
  "\ud800 lone",
  "Ｄａｎａ",
  "раураl",
  // Formulas, links and paths.
  '=HYPERLINK("https://evil.com","x")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "+1+1",
  "-1+1",
  "\t=1+1",
  "＝1+1",
  "evil.com",
  "https://evil.com/path?x=1&y=2",
  "HTTPS://EVIL.COM",
  "www.evil.com and mail me@evil.com",
  "mailto:v@example.com?bcc=x@example.com",
  "ftp://evil.example/x",
  "//evil.example",
  "\\\\evil.example\\share",
  "javascript:alert(1)",
  "data:text/html,<b>x</b>",
  "../../etc/passwd",
  "C:\\Windows\\win.ini",
  "Robert'); DROP TABLE people;--",
  "[link](https://evil.com) ![x](y) | `code` ~~no~~ <b>",
  "a".repeat(300),
  "a b ".repeat(100),
  "$& $1 $` \\1 \\u0041",
  "__proto__",
  "constructor",
  "null",
  "undefined",
  "NaN",
  "0",
];

const language = languageOf("en");

/** A finding in a metric that only Gong knows, of a name that is not for people. */
function named(finding: Finding, name: string): Finding {
  const { value, usual } = finding.shown;
  const alt = language.write("alt", { weeks: 13, label: cleanText(name, 60), value, usual, side: "up" });
  return { ...finding, label: name, sentences: [name], shown: { ...finding.shown, alt } };
}

/** The one digest with a name in every place that comes from outside. */
export function withName(name: string): Digest {
  const found: Found = {
    ...ratioFound,
    entity: { ...ratioFound.entity, name },
    statements: [{ pattern: "silent", slots: { who: { text: name }, weeks: { count: 3 } } }],
    drivers: [{ id: "U1", name, delta: 1, share: 1, value: 1, usual: 2, own: "down" }],
    evidence: [{ statement: linkTo(name), url: "https://app.gong.io/calls" }],
  };
  return digestOf({
    scope: { ...digest.scope, name },
    dataNotes: [name],
    findings: [named(tell(found, language), name)],
    backToUsual: digest.backToUsual.map((entry) => ({ ...entry, sentence: name })),
    drifts: [{ ...drift, sentence: name }],
    checkedRows: digest.checkedRows.map((row) => ({ ...row, label: name })),
  });
}

/** Many of them at once, for what looks at whole mails. */
export const hostileDigest: Digest = digestOf({
  scope: { ...digest.scope, name: hostile[0] ?? "" },
  dataNotes: hostile.slice(1, 9),
  findings: hostile.slice(9, 14).map((name, at) => {
    const found: Found = {
      ...ratioFound,
      id: `2026-W46:hostile:${at}`,
      entity: { ...ratioFound.entity, name },
      evidence: [{ statement: linkTo(`${at} ${name}`), url: `https://app.gong.io/calls?at=${at}` }],
    };
    const finding = tell(found, languageOf("en"));
    return { ...finding, label: name, sentences: [name, hostile[at + 30] ?? ""] };
  }),
  backToUsual: hostile
    .slice(40, 44)
    .flatMap((sentence) => digest.backToUsual.map((entry) => ({ ...entry, sentence }))),
  drifts: hostile.slice(60, 64).map((sentence) => ({ ...drift, sentence })),
  checkedRows: digest.checkedRows.map((row, at) => ({ ...row, label: hostile[at + 70] ?? "" })),
});

function linkTo(name: string): Statement {
  return {
    pattern: "lengthLink",
    slots: { name: { text: name }, isDated: { choice: "no" }, length: { lengths: [3120] } },
  };
}
