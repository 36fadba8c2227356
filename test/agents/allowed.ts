import type { SeenRequest } from "../../src/mock/faults.ts";

/**
 * What each sample persona may have sent, as its owner would read the settings: written by hand from Gong's routes, and
 * without a line of the program that decides.
 */
export type Rule = (request: SeenRequest) => boolean;

type Filter = Readonly<Record<string, unknown>>;
const bodyOf = ({ body }: SeenRequest) => (body ?? {}) as { filter?: Filter; contentSelector?: unknown };
const is = (request: SeenRequest, method: string, path: RegExp): boolean =>
  request.method === method && path.test(request.path);

const spoken = /"(brief|outline|highlights|keyPoints|trackers|trackerOccurrences|publicComments|media)":true/;
const isSilent = (request: SeenRequest): boolean => !spoken.test(JSON.stringify(request.body ?? {}));

export function rulesFor(own: { readonly ids: ReadonlySet<string>; readonly emails: ReadonlySet<string> }) {
  const within = (values: unknown): boolean =>
    Array.isArray(values) && values.length > 0 && values.every((value) => own.ids.has(String(value)));
  const analyst: Rule = (request) =>
    is(
      request,
      "GET",
      /^\/v2\/(users|settings\/(scorecards|trackers)|call-outcomes|workspaces|coaching|flows|library\/folders)(\/|$)/,
    ) ||
    is(request, "GET", /^\/v2\/calls(\/\w+)?$/) ||
    is(request, "GET", /^\/v2\/(flows\/folders|settings\/briefs)$/) ||
    is(
      request,
      "POST",
      /^\/v2\/stats\/(activity\/(aggregate|aggregate-by-period|day-by-day|scorecards)|interaction)$/,
    ) ||
    is(
      request,
      "POST",
      /^\/v2\/(users\/extensive|flows\/steps|tasks|meetings\/integration\/status|calls\/users-access)$/,
    ) ||
    is(request, "POST", /^\/v2\/flows\/prospects$/) ||
    is(
      request,
      "GET",
      /^\/v2\/(flows\/prospects\/bulk-assignments\/[^/]+|library\/folder-content|calls\/manual-crm-associations)$/,
    ) ||
    (is(request, "POST", /^\/v2\/calls\/extensive$/) && isSilent(request));
  const manager: Rule = (request) =>
    is(request, "GET", /^\/v2\/users$/) ||
    (is(request, "POST", /^\/v2\/users\/extensive$/) && within(bodyOf(request).filter?.userIds)) ||
    (is(request, "GET", /^\/v2\/users\/[^/]+(\/settings-history)?$/) &&
      own.ids.has(request.path.split("/")[3] ?? "")) ||
    (is(
      request,
      "POST",
      /^\/v2\/stats\/(activity\/(aggregate|aggregate-by-period|day-by-day)|interaction)$/,
    ) &&
      within(bodyOf(request).filter?.userIds)) ||
    (is(request, "POST", /^\/v2\/stats\/activity\/scorecards$/) &&
      within(bodyOf(request).filter?.reviewedUserIds)) ||
    is(request, "GET", /^\/v2\/calls$/) ||
    (is(request, "POST", /^\/v2\/calls\/extensive$/) &&
      within(bodyOf(request).filter?.primaryUserIds) &&
      isSilent(request));
  const writer: Rule = (request) =>
    is(request, "GET", /^\/v2\/crm\/(integrations|entities|entity-schema|request-status)$/) ||
    is(request, "PUT", /^\/v2\/crm\/integrations$/) ||
    is(request, "POST", /^\/v2\/flows\/prospects\/(assign|bulk-assignments|assign\/cool-off-override)$/);
  const officer: Rule = (request) =>
    is(request, "GET", /^\/v2\/data-privacy\/data-for-(email-address|phone-number)$/);
  return { analyst, manager, writer, officer } as const;
}
