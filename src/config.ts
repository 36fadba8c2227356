import { z } from "zod";
import { Named, Switch } from "./config-parts.ts";
import { PersonaName, Personas } from "./persona.ts";

export { ConfigError } from "./config-error.ts";

const Address = z.email("expected one address like ana@example.com");

const Zone = z
  .string()
  .refine(isTimeZone, "expected an IANA zone like Europe/Paris")
  .describe("an IANA zone");

const baseUrlExpected = "expected https://, a host and nothing behind it, like https://api.gong.io";

/** A host and nothing behind it. Plain http goes to this machine alone: a request carries the key. */
const hostUrl = (expected: string) =>
  z.url({ protocol: /^https?$/, error: expected }).refine((text) => {
    if (!URL.canParse(text)) return true;
    const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
    const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
    return (protocol === "https:" || isHere) && pathname + search + hash + username + password === "/";
  }, expected);

const BaseUrl = hostUrl(baseUrlExpected);

const oauthUrlExpected = baseUrlExpected.replace("api.gong.io", "app.gong.io");

const personOrTeam = "a Gong user id or an address";

const ScopeConfig = z.union(
  [
    z.literal("company"),
    z.strictObject({ team: Named }),
    z.strictObject({ tree: Named }),
    z.strictObject({ person: Named }),
  ],
  `expected company, or { team: … }, { tree: … } or { person: … } with ${personOrTeam}`,
);
export type ScopeConfig = z.output<typeof ScopeConfig>;

const Locale = z
  .string()
  .refine(isLocale, "expected a language, with or without a region, like en-GB")
  .describe("of numbers and dates; words are English where the language has none");

const NamedRecipient = z.strictObject({
  to: Address,
  scope: ScopeConfig.default("company"),
  locale: Locale.default("en"),
});
export type Recipient = z.output<typeof NamedRecipient>;

/** Every manager with at least two reports, each about everyone below. */
const Managers = z.strictObject({
  auto: z.literal("managers"),
  /** Managers who get none. */
  except: z.array(Named).default([]),
  /** Only those below this person. */
  within: Named.optional(),
  locale: Locale.default("en"),
});
export type Managers = z.output<typeof Managers>;

const RecipientEntry = z.union([NamedRecipient, Managers]);
export type RecipientEntry = z.output<typeof RecipientEntry>;

const hoursExpected = "expected hours from 0 to 168";

/** Only the shape; the scheduler knows the fields. */
const Cron = z.string().regex(/^\S+( \S+){4}$/, 'expected five fields like "0 7 * * 1"');

const requestsExpected = "expected a whole number from 1 to 100";

const weeksExpected = "expected a whole number from 6 to 52";
const keepExpected = "expected a whole number from 10 to 2600";
const mailKeepExpected = "expected a whole number from 1 to 2600";
const reserveExpected = "expected a share of gong.requestsPerDay from 0 to 0.5";

const budgetExpected = "expected a number from 0.05 to 10";

const DomainName = z
  .string()
  .regex(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/i, "expected a domain like example.com");

const Dkim = z.strictObject({
  domain: DomainName,
  selector: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i, "expected a DNS label like digest"),
  keyFile: z.string().min(1).optional(),
});

const unsubscribeExpected =
  "expected https:// with {recipient} in it, like https://example.com/unsubscribe?to={recipient}";

/** Mail programs ask for it by themselves, with one POST. */
const UnsubscribeUrl = z
  .url({ protocol: /^https$/, error: unsubscribeExpected })
  .refine((url) => url.includes("{recipient}"), unsubscribeExpected);

const pingExpected = "expected https:// and a host, or http:// on this machine";

/** Whoever knows it can say that all is well, so it goes in clear text to this machine alone. */
const PingUrl = z.url({ protocol: /^https?$/, error: pingExpected }).refine((text) => {
  if (!URL.canParse(text)) return true;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}, pingExpected);

const daysExpected = "expected a whole number from 1 to 3650";

const Days = z.int(daysExpected).min(1, daysExpected).max(3650, daysExpected);

const keyExpected =
  "expected an ed25519 public key, the line between BEGIN and END of what openssl pkey -in owner.key -pubout prints";

/** The DER of every ed25519 public key begins with the same twelve bytes. */
const OwnerKey = z.string(keyExpected).regex(/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/, keyExpected);

const retriesExpected = "expected up to 10 waits in seconds, like [60, 300]";

/** Everything that can be set in `config.yaml`. Secrets are never in it. */
export const Config = z.strictObject({
  gong: z
    .strictObject({
      baseUrl: BaseUrl,
      requestsPerSecond: z.number().positive().max(1000).default(3),
      requestsPerDay: z.int().positive().default(10_000),
      reserve: z.number(reserveExpected).min(0, reserveExpected).max(0.5, reserveExpected).default(0.1),
      timeoutSeconds: z.number().positive().max(600).default(30),
      patienceSeconds: z.number().nonnegative().max(3600).default(60),
      retries: z.int().min(0).max(10).default(3),
      deadlineMinutes: z.number().positive().max(1440).default(120),
    })
    .prefault({ baseUrl: "https://api.gong.io" }),
  auth: z
    .strictObject({
      store: z.string().min(1, "expected the path of a file").optional(),
      oauthUrl: hostUrl(oauthUrlExpected).default("https://app.gong.io"),
    })
    .prefault({}),
  pull: z
    .strictObject({
      calls: Switch.prefault("on"),
      context: Switch.prefault("on"),
      contextRequests: z
        .int(requestsExpected)
        .min(1, requestsExpected)
        .max(100, requestsExpected)
        .default(20),
    })
    .prefault({}),
  history: z
    .strictObject({
      path: z.string().min(1).default("data/history.db"),
      keepWeeks: z.int(keepExpected).min(10, keepExpected).max(2600, keepExpected).optional(),
    })
    .prefault({}),
  usual: z
    .strictObject({
      weeks: z.int(weeksExpected).min(6, weeksExpected).max(52, weeksExpected).default(12),
      falseAlerts: z.number(budgetExpected).min(0.05, budgetExpected).max(10, budgetExpected).default(1),
    })
    .prefault({}),
  mail: z
    .strictObject({
      from: Address,
      replyTo: Address.optional(),
      smtpUrl: z
        .url({ protocol: /^smtps?$/, error: "expected smtp://host:port or smtps://host:port" })
        .refine((url) => !URL.canParse(url) || new URL(url).password === "", {
          error: "holds a password; put the whole URL into the environment as SMTP_URL instead",
        })
        .optional(),
      onUnknown: z.enum(["hold", "resend"], "expected hold or resend").default("hold"),
      keepWeeks: z.int(mailKeepExpected).min(1, mailKeepExpected).max(2600, mailKeepExpected).default(26),
      attach: z.array(z.enum(["csv", "json"], "expected csv or json")).default([]),
      unsubscribeUrl: UnsubscribeUrl.optional(),
      dkim: Dkim.optional(),
      retryAfterSeconds: z
        .array(z.number(retriesExpected).nonnegative(retriesExpected).max(3600, retriesExpected))
        .max(10, retriesExpected)
        .default([60, 300]),
    })
    .optional(),
  brand: z
    .strictObject({
      colour: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i, "expected a colour like #1d4f9e")
        .optional(),
      logo: z.string().min(1, "expected the path of a PNG").optional(),
      footer: z.string().max(200, "expected a line of at most 200 characters").optional(),
    })
    .optional(),
  templates: z.string().min(1, "expected a folder").optional(),
  digest: z
    .strictObject({
      recipients: z.array(RecipientEntry).min(1, "expected at least one recipient"),
      quietWeeks: z.enum(["send", "skip"], "expected send or skip").default("send"),
      incompleteAfterHours: z.number(hoursExpected).min(0, hoursExpected).max(168, hoursExpected).default(24),
      corrections: Switch.prefault("on"),
    })
    .optional(),
  ops: z
    .strictObject({
      email: Address.optional(),
      pingUrl: PingUrl.optional(),
      pingFailureUrl: PingUrl.optional(),
      metricsFile: z.string().min(1, "expected the path of a file").optional(),
    })
    .optional(),
  tools: z
    .strictObject({
      paid: Switch.prefault("off"),
      writes: Switch.prefault("off"),
      /** Who calls when nobody says. */
      persona: PersonaName.optional(),
    })
    .prefault({}),
  personas: Personas.prefault({}),
  approvals: z.strictObject({ ownerKey: OwnerKey.optional() }).prefault({}),
  audit: z
    .strictObject({
      arguments: z.enum(["redacted", "none"], "expected redacted or none").default("redacted"),
      payloads: Switch.prefault("off"),
      days: Days.default(730),
      payloadDays: Days.default(30),
    })
    .prefault({}),
  schedule: z.strictObject({ cron: Cron.default("0 7 * * 1"), timeZone: Zone.optional() }).prefault({}),
});
export type Config = z.output<typeof Config>;

/** Weeks that the weekly job reads again: Gong restates numbers for some time after a week has closed. */
export const rereadWeeks = 4;

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
