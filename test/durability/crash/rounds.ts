import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import Database from 'better-sqlite3';

import { examine } from '../../../src/store/sqlite/doctor.ts';
import { claimsOf, type Claims } from './claims.ts';
import { seed, start } from './gateway.ts';
import { stream } from './stream.ts';

/** Rounds on one database, before the next one begins: recovery upon recovery, on a file that stays small. */
const ROUNDS_ON_A_FILE = 20;

/** The most that a gateway answers before it dies: counted, so that a slow machine kills at moments that are as random. */
const MOST_ANSWERS = 80;

/** What came of killing gateways. */
export interface Crashes {
  rounds: number;
  /** Mutations that were answered, and those whose answer was on its way when the gateway died. */
  answered: number;
  inFlight: number;
  /** Sentences: what was answered and is not there, or is there twice, and whatever else breaks a promise. */
  readonly findings: unknown[];
}

/**
 * Kills gateways, together so many times, each at a random moment under a stream of mutations, and compares what is in their databases with
 * what they had answered. Two at a time, each on a database of its own: while one starts, the other one works.
 */
export async function crash(
  rounds: number,
  told: (soFar: Crashes) => void = () => undefined,
): Promise<Crashes> {
  const crashes: Crashes = { rounds: 0, answered: 0, inFlight: 0, findings: [] };
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  let begun = 0;
  const mayBegin = () => (begun += 1) <= rounds;
  const lane = async (name: string) => {
    for (let k = 0; begun < rounds; k += 1)
      await crashOn(join(folder, `${name}${k}.sqlite`), { crashes, mayBegin, told });
  };
  try {
    // Both come to their end, so that no gateway outlives them.
    const ends = await Promise.allSettled([lane('a'), lane('b')]);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  } finally {
    rmSync(folder, { recursive: true });
  }
  return crashes;
}

interface Crashing {
  readonly crashes: Crashes;
  readonly mayBegin: () => boolean;
  readonly told: (soFar: Crashes) => void;
}

async function crashOn(file: string, { crashes, mayBegin, told }: Crashing): Promise<void> {
  const key = await seed(file);
  const claims = claimsOf('C');
  for (let round = 0; round < ROUNDS_ON_A_FILE && mayBegin(); round += 1) {
    const { sent, answered } = claims;
    const gateway = await start(file);
    const streaming = stream(gateway.address, key, claims);
    try {
      await Promise.race([streaming, answers(claims, answered + Math.floor(MOST_ANSWERS * Math.random()))]);
    } finally {
      await gateway.kill();
    }
    await streaming.catch((error: unknown) => {
      throw new Error(`${String(error)}\n${gateway.said()}`);
    });
    crashes.rounds += 1;
    crashes.answered += claims.answered - answered;
    crashes.inFlight += claims.sent - sent - (claims.answered - answered);
    for (const { check, found } of examine(file)) crashes.findings.push(`${check}: ${found}`);
    crashes.findings.push(...claims.broken(file), ...faultsOf(file.replace('.sqlite', '.sandbox.sqlite')));
    told(crashes);
  }
}

/** Waits for so many answers and a moment more, whatever is written then. */
async function answers(claims: Claims, count: number): Promise<void> {
  while (claims.answered < count) await sleep(1);
  await sleep(5 * Math.random());
}

/** What SQLite finds wrong with the sandbox's file, which is not the doctor's patient. */
function faultsOf(file: string): unknown[] {
  const connection = new Database(file, { readonly: true });
  try {
    const found = connection.prepare('PRAGMA integrity_check').pluck().all();
    return found.filter((fault) => fault !== 'ok');
  } finally {
    connection.close();
  }
}
