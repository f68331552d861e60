import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { netflixOverHttp, type Credential } from '../../src/netflix/http/adapter.ts';
import { openSandbox } from '../../src/netflix/sandbox/sandbox.ts';
import { sandboxServer } from './sandbox-server.ts';
import { ownFolder } from '../own-folder.ts';
import { authority, type Certified } from './certificates.ts';
import { answering, listening, speaking } from './servers.ts';
import { OPERATOR, START } from './world.ts';

const netflixAuthority = authority('Netflix authority');
const partnerAuthority = authority('Partner authority');

/** A sandbox that shows a certificate, and demands one of a partner. */
async function securely(own: Certified): Promise<string> {
  const sandbox = openSandbox({ file: ':memory:', clock: () => START });
  onTestFinished(() => sandbox.close());
  const tls = {
    cert: own.certificate,
    key: own.key,
    ca: partnerAuthority.certificate,
    requestCert: true,
    rejectUnauthorized: true,
  };
  return `https://localhost:${String(await listening(sandboxServer(sandbox, { tls })))}`;
}

function fileWith(text: string): string {
  const file = join(ownFolder(), 'one.pem');
  writeFileSync(file, text);
  return file;
}

function credentialOf({ certificate, key }: Certified): Credential {
  return { kind: 'CERTIFICATE', certificateFile: fileWith(certificate), keyFile: fileWith(key) };
}

async function newsFrom(
  address: string,
  credential: Credential,
  authorityFile: string | null,
  timeout = 2000,
) {
  const patience = { tries: 1, timeout };
  const netflix = netflixOverHttp({ address, credential, authorityFile, patience });
  onTestFinished(() => netflix.close());
  return netflix.news(OPERATOR, null, 1);
}

it('shows its certificate to a Netflix whose authority it trusts', async () => {
  const address = await securely(netflixAuthority.certify('localhost'));
  const gateway = credentialOf(partnerAuthority.certify('gateway'));
  expect(await newsFrom(address, gateway, fileWith(netflixAuthority.certificate))).toEqual([]);
});

it('is not answered without a certificate, or with one of somebody else', async () => {
  const address = await securely(netflixAuthority.certify('localhost'));
  const trusted = fileWith(netflixAuthority.certificate);
  const stranger = credentialOf(authority('Another authority').certify('gateway'));
  for (const credential of [{ kind: 'BEARER', token: 'token' } as const, stranger])
    await expect(newsFrom(address, credential, trusted)).rejects.toThrow(
      /The connection to Netflix failed: E/,
    );
});

it('does not speak to who only says to be Netflix', async () => {
  const gateway = credentialOf(partnerAuthority.certify('gateway'));
  const trusted = fileWith(netflixAuthority.certificate);
  const genuine = await securely(netflixAuthority.certify('localhost'));
  await expect(newsFrom(genuine, gateway, null)).rejects.toThrow(/UNABLE_TO_|SELF_SIGNED/);
  const elsewhere = await securely(netflixAuthority.certify('netflix.example'));
  await expect(newsFrom(elsewhere, gateway, trusted)).rejects.toThrow(/ERR_TLS_CERT_ALTNAME_INVALID/);
  const expired = await securely(netflixAuthority.certify('localhost', { expired: true }));
  await expect(newsFrom(expired, gateway, trusted)).rejects.toThrow(/CERT_HAS_EXPIRED/);
});

it('gives up a Netflix that does not speak TLS, or says nothing at all', async () => {
  const gateway = credentialOf(partnerAuthority.certify('gateway'));
  const trusted = fileWith(netflixAuthority.certificate);
  const plain = (await answering((_, response) => response.end())).address;
  const silent = (await speaking(() => undefined)).address;
  const overTls = (address: string) => newsFrom(address.replace('http:', 'https:'), gateway, trusted, 300);
  await expect(overTls(plain)).rejects.toThrow(/The connection to Netflix failed: E/);
  await expect(overTls(silent)).rejects.toThrow('Netflix did not answer within 300 ms.');
});

it('names the address and the file that it cannot use', () => {
  const open = (certificateFile: string) => () =>
    netflixOverHttp({
      address: 'https://netflix.example',
      credential: { kind: 'CERTIFICATE', certificateFile, keyFile: certificateFile },
    });
  const bearer = { kind: 'BEARER', token: 'token' } as const;
  expect(() => netflixOverHttp({ address: 'ftp://netflix.example', credential: bearer })).toThrow(
    /found ftp:/,
  );
  expect(open('/nowhere/client.pem')).toThrow(/\/nowhere\/client\.pem/);
  const file = fileWith('secret');
  expect(open(file)).toThrow(`Expected PEM in ${file}, found something else.`);
});
