import { status } from "./gong-answers.ts";
import { instead, type Mangle } from "./gong-proxy.ts";

/** The first page again for every cursor. */
export const repeated = (): Mangle => {
  let first = "";
  return (socket, answer) => {
    if (first === "") first = answer.body.replace(/"records":\s*\{/, '"records":{"cursor":"again",');
    return instead(() => first)(socket, answer);
  };
};

/** Half of the rows under each of two cursors, for ever. */
export const circle = (): Mangle => {
  const pages: string[] = [];
  let turn = 0;
  return (socket, answer) => {
    if (pages.length === 0) pages.push(...halves(answer.body));
    turn += 1;
    return instead(() => pages[(turn + 1) % 2] ?? "")(socket, answer);
  };
};

/** Half of the rows; the other half is refused, since the cursor has become too old. */
export const expired = (): Mangle => {
  let turn = 0;
  return (socket, answer) => {
    turn += 1;
    const [first = ""] = turn % 2 === 1 ? halves(answer.body) : [];
    if (first !== "") return instead(() => first)(socket, answer);
    return status(400, [], '{"requestId":"r1","errors":["The cursor has expired"]}')(socket, answer);
  };
};

/** Each page has a cursor of its own, and nothing else. */
export const endless = (): Mangle => {
  let turn = 0;
  return (socket, answer) => {
    turn += 1;
    const body = `{"requestId":"r1","records":{"totalRecords":14,"cursor":"c${turn}"},"users":[]}`;
    return instead(() => body)(socket, answer);
  };
};

/** The users of a page on two, each of which has a cursor to the other. */
function halves(body: string): readonly string[] {
  const page = JSON.parse(body) as { records: object; users: readonly unknown[] };
  const middle = Math.ceil(page.users.length / 2);
  const part = (users: readonly unknown[], cursor: string): string =>
    JSON.stringify({ ...page, records: { ...page.records, cursor }, users });
  return [part(page.users.slice(0, middle), "b"), part(page.users.slice(middle), "a")];
}
