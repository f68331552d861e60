import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What is measured, and beside what. */
export const CONTENDERS = ['gateway', 'bare', 'mercurius', 'mercurius-dataloader', 'apollo'] as const;
export type Contender = (typeof CONTENDERS)[number];

/** How each is called where people read it. */
export const NAME: Record<Contender, string> = {
  gateway: 'gateway',
  bare: 'bare node:http',
  mercurius: 'Mercurius',
  'mercurius-dataloader': 'Mercurius + DataLoader',
  apollo: 'Apollo Server 5',
};

/** The program of each, from this folder, with its arguments. */
export const PROGRAM: Record<Contender, readonly [file: string, ...args: string[]]> = {
  gateway: ['contenders/gateway.ts'],
  bare: ['contenders/bare.ts'],
  mercurius: ['contenders/mercurius.mjs'],
  'mercurius-dataloader': ['contenders/mercurius.mjs', 'dataloader'],
  apollo: ['contenders/apollo.mjs'],
};

const FOLDER = fileURLToPath(new URL('contenders/', import.meta.url));

/** Installs what the other GraphQL servers are made of, where it is not there yet; they are no part of the product. */
export async function installWhatIsMissing(
  contenders: readonly Contender[],
  say: (text: string) => void,
): Promise<void> {
  const areForeign = contenders.some((name) => name !== 'gateway' && name !== 'bare');
  if (!areForeign || existsSync(`${FOLDER}node_modules/.package-lock.json`)) return;
  say('Installing Mercurius and Apollo Server under test/bench/contenders …');
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    stdio: 'inherit',
  });
  const code = await new Promise((resolve) => npm.once('close', resolve));
  if (code !== 0) throw new Error('The packages of the other contenders could not be installed.');
}

/** Whether processes can be kept on a core each. */
export const canPin = process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0;
