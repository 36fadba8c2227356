import { createMailer, type Mailer } from "../../src/mail/send.ts";
import type { Settings } from "./settings.ts";

/**
 * The mail server that the settings name, with their way to log in.
 *
 * @throws {ConfigError | MailError} when the settings cannot be used
 */
export function mailerOf(settings: Settings): Mailer {
  const oauth2 = settings.oauth2();
  return createMailer(settings.smtpUrl(), oauth2 === null ? {} : { oauth2 });
}
