import { hash, randomBytes } from 'node:crypto';

/** A secret that nobody can guess: 256 random bits, base64url. */
export function drawSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a random secret: its SHA-256, base64url. Not for passwords, which people choose. */
export function hashOfSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
