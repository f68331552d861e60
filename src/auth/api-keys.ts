import { randomBytes, timingSafeEqual } from 'node:crypto';

import { hashOfSecret } from '../secrets.ts';

// Crockford's 32 letters: none looks like another, and five bits of a byte choose one without bias.
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const PREFIX_LETTERS = 8;
const SECRET_LETTERS = 40;

/** A new API key: what its holder gets to see once, the readable beginning that names it, and what is kept of it. */
export function drawApiKey(): { readonly key: string; readonly prefix: string; readonly hash: string } {
  const prefix = `nbk_${draw(PREFIX_LETTERS)}`;
  const key = `${prefix}_${draw(SECRET_LETTERS)}`;
  return { key, prefix, hash: hashOfSecret(key) };
}

const API_KEY = new RegExp(`^(nbk_[${LETTERS}]{${PREFIX_LETTERS}})_[${LETTERS}]{${SECRET_LETTERS}}$`);

/** The prefix of what looks like an API key, or null for anything else. */
export function prefixOfApiKey(text: string): string | null {
  return API_KEY.exec(text)?.[1] ?? null;
}

/** Whether the hash was made from this key; takes the same time either way. */
export function isApiKey(key: string, hash: string): boolean {
  const [given, kept] = [Buffer.from(hashOfSecret(key)), Buffer.from(hash)];
  return given.length === kept.length && timingSafeEqual(given, kept);
}

function draw(letters: number): string {
  return Array.from(randomBytes(letters), (byte) => LETTERS.charAt(byte & 31)).join('');
}
