import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate and its key, both as PEM. */
export type Certificate = { readonly key: string; readonly cert: string };

export type Wanted = {
  /** The host it is for, a name or an IPv4 address. */
  readonly host: string;
  /** Days from now on which it begins and ends to be good; yesterday and tomorrow when left out. */
  readonly days?: readonly [from: number, to: number];
};

/** Somebody who signs certificates, for as long as a test runs. */
export type Authority = { readonly cert: string; issue(wanted: Wanted): Certificate };

export function makeAuthority(name = "Torture authority"): Authority {
  const key = newKey();
  const authority = { name, key };
  const cert = certificate({ name, key }, authority, { days: [-2, 2], extensions: [isAuthority] });
  return {
    cert,
    issue({ host, days = [-1, 1] }) {
      const own = { name: host, key: newKey() };
      return { key: pemOf(own.key), cert: certificate(own, authority, { days, extensions: [nameOf(host)] }) };
    },
  };
}

/** One that nobody but itself vouches for. */
export function selfSigned(host: string): Certificate {
  const own = { name: host, key: newKey() };
  return {
    key: pemOf(own.key),
    cert: certificate(own, own, { days: [-1, 1], extensions: [nameOf(host)] }),
  };
}

type Party = { readonly name: string; readonly key: KeyObject };

const newKey = (): KeyObject => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const pemOf = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();

/** @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
function certificate(
  subject: Party,
  issuer: Party,
  { days, extensions }: { readonly days: readonly number[]; readonly extensions: readonly Buffer[] },
): string {
  const [from = 0, to = 0] = days.map((day) => Date.now() + day * 86_400_000);
  const algorithm = sequence(oid("1.2.840.10045.4.3.2"));
  const toBeSigned = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguished(issuer.name),
    sequence(time(from), time(to)),
    distinguished(subject.name),
    createPublicKey(subject.key).export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", toBeSigned, issuer.key);
  const der = sequence(toBeSigned, algorithm, bits(signature));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts);
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const bits = (bytes: Buffer): Buffer => tagged(0x03, Buffer.from([0]), bytes);
const octets = (bytes: Buffer): Buffer => tagged(0x04, bytes);
const isTrue = tagged(0x01, Buffer.from([0xff]));

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = rest.flatMap((number) => {
    const groups = [number & 127];
    for (let left = number >> 7; left > 0; left >>= 7) groups.unshift((left & 127) | 128);
    return groups;
  });
  return tagged(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

const distinguished = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(oid("2.5.4.3"), tagged(0x0c, Buffer.from(name)))));

const time = (ms: number): Buffer =>
  tagged(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, "").slice(2, 14)}Z`));

const isAuthority = sequence(oid("2.5.29.19"), isTrue, octets(sequence(isTrue)));

/** The host among the subject's other names, where clients look for it. */
function nameOf(host: string): Buffer {
  const isAddress = /^\d+(\.\d+){3}$/.test(host);
  const name = isAddress
    ? tagged(0x87, Buffer.from(host.split(".").map(Number)))
    : tagged(0x82, Buffer.from(host));
  return sequence(oid("2.5.29.17"), octets(sequence(name)));
}
