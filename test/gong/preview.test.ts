import { describe, expect, it } from "vitest";
import { addCallMedia } from "../../src/gong/calls.ts";
import { crmEntities } from "../../src/gong/crm.ts";
import { eraseByPhone } from "../../src/gong/data-privacy.ts";
import { deleteMeeting } from "../../src/gong/meetings.ts";
import { previewOf } from "../../src/gong/preview.ts";
import { gongWith } from "../support/gong-client.ts";
import { json } from "../support/gong-server.ts";

const host = "https://us-12345.api.gong.io/";

describe("the preview of a request", () => {
  it("has its method, address and headers, and no key", () => {
    const preview = previewOf(eraseByPhone, { query: { phoneNumber: "+1 425 555 2671" } }, host);

    expect(preview).toEqual({
      method: "POST",
      url: "https://us-12345.api.gong.io/v2/data-privacy/erase-data-for-phone-number?phoneNumber=%2B1%20425%20555%202671",
      headers: {
        authorization: "[redacted]",
        accept: "application/json",
        "accept-encoding": "gzip, deflate, br",
        "user-agent": "gong-digest",
        "content-length": "0",
      },
    });
  });

  it("has its body as it would be sent", () => {
    const query = { integrationId: 7, objectType: "DEAL" } as const;

    expect(previewOf(crmEntities, { query, body: ["1234", "8765"] }, host)).toMatchObject({
      method: "GET",
      body: ["1234", "8765"],
      headers: { "content-type": "application/json", "content-length": "15" },
    });
  });

  it("names the file and opens none", () => {
    const input = { path: { id: "5" }, file: { path: "/nowhere/call.mp3" } };

    expect(previewOf(addCallMedia, input, host)).toMatchObject({
      headers: { "content-type": "multipart/form-data" },
      body: { mediaFile: "/nowhere/call.mp3" },
    });
  });

  it("is refused as the call would be", () => {
    const input = { path: { meetingId: "7" }, body: { organizerEmail: "nobody" } };

    expect(() => previewOf(deleteMeeting, input, host)).toThrow("body.organizerEmail: expected an e-mail");
    expect(() => previewOf(deleteMeeting, input, "http://api.gong.io")).toThrow();
  });

  it("is what is sent", async () => {
    const { gong, server } = await gongWith([json(200, { organizerEmail: null })]);
    const input = { path: { meetingId: "7" }, body: { organizerEmail: "dana@example.com" } };

    await gong.call(deleteMeeting, input);

    const { headers, ...preview } = previewOf(deleteMeeting, input, server.url);
    const { authorization, ...told } = headers;
    const [seen] = server.seen;
    expect(preview).toEqual({ method: seen?.method, url: server.url + seen?.path, body: seen?.body });
    expect(seen?.headers).toMatchObject(told);
    expect(seen?.headers.authorization).not.toBe(authorization);
  });
});
