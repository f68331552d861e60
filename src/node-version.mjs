// Runs before anything else and on whatever Node happens to be there, so only what Node 12 knows may be used here.
// Without it, an older Node ends in a riddle: it cannot read .ts, and better-sqlite3 crashes it without a word.
import { readFileSync } from 'fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = engines.node.replace('>=', '');
const found = process.versions.node;

const [neededMajor, neededMinor] = needed.split('.').map(Number);
const [major, minor] = found.split('.').map(Number);

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  console.error(
    `This is Node ${found}, but the gateway needs Node ${needed} or newer: ` +
      'run "npm ci" and then "npm start", which bring their own, or in production install a newer Node.',
  );
  process.exit(1);
}
