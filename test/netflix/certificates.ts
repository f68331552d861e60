import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

import { DAY } from '../../src/time.ts';

/** A certificate and its key, as PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

/** Makes an authority that nobody knows; it signs certificates for a host name, or for a client that has none. */
export function authority(name: string) {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    certificate: signed(
      { subject: name, publicKey: keys.publicKey, isAuthority: true, lasts: DAY },
      name,
      keys.privateKey,
    ),
    /** Good from two days ago until tomorrow, or until yesterday. */
    certify: (subject: string, { expired = false } = {}): Certified => {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const lasts = expired ? -DAY : DAY;
      return {
        certificate: signed(
          { subject, publicKey: own.publicKey, isAuthority: false, lasts },
          name,
          keys.privateKey,
        ),
        key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

interface Subject {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly isAuthority: boolean;
  /** Milliseconds from now. */
  readonly lasts: number;
}

// Node can read certificates but not make them: this is the least of X.509 (RFC 5280) in DER that OpenSSL accepts.
function signed({ subject, publicKey, isAuthority, lasts }: Subject, issuer: string, key: KeyObject): string {
  const extension = isAuthority
    ? sequence(
        BASIC_CONSTRAINTS,
        tlv(0x01, Buffer.from([0xff])),
        tlv(0x04, sequence(tlv(0x01, Buffer.from([0xff])))),
      )
    : sequence(SUBJECT_ALTERNATIVE_NAME, tlv(0x04, sequence(tlv(0x82, Buffer.from(subject)))));
  const content = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    nameOf(issuer),
    sequence(time(-2 * DAY), time(lasts)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(extension)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, key)]);
  const base64 = sequence(content, ECDSA_WITH_SHA256, tlv(0x03, signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

const oid = (hex: string) => tlv(0x06, Buffer.from(hex, 'hex'));
const COMMON_NAME = oid('550403');
const BASIC_CONSTRAINTS = oid('551d13');
const SUBJECT_ALTERNATIVE_NAME = oid('551d11');
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));

function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function nameOf(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(COMMON_NAME, tlv(0x0c, Buffer.from(commonName)))));
}

function time(fromNow: number): Buffer {
  const text = new Date(Date.now() + fromNow).toISOString().replace(/[-:T]|\.\d+/g, '');
  return tlv(0x18, Buffer.from(text));
}
