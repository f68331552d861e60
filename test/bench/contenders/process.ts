import { statementCounter } from '../statements.ts';

/** What every contender is started with, in its environment. */
export const started = {
  databaseFile: process.env.DATABASE_URL ?? '',
  signUpAddress: process.env.SIGN_UP_ADDRESS ?? '',
  countsStatements: process.env.COUNT_STATEMENTS === 'on',
};

const counter = statementCounter();

/** For the database: told the text of every statement, when they are to be counted. */
export const onStatement = started.countsStatements
  ? (sql: unknown) => counter.count(String(sql))
  : undefined;

/** Tells whoever started this process where it listens; it ends with the message `stop` or with its parent, and tells its statements when asked. */
export function isReady(port: number, stop: () => unknown): void {
  const end = () => void Promise.resolve(stop()).then(() => process.exit());
  process.on('message', (message) => {
    if (message === 'stop') end();
    if (message === 'statements') process.send?.({ statements: counter.take() });
  });
  process.on('disconnect', end);
  process.send?.({ port });
}
