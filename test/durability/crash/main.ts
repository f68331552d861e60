import { parseArgs } from 'node:util';

import { crash } from './rounds.ts';

// npm run crash -- --rounds 500

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '500' } } });
const started = performance.now();
const { rounds, answered, inFlight, findings } = await crash(Number(values.rounds), (soFar) => {
  if (soFar.rounds % 50 === 0) console.log(`${soFar.rounds} rounds, ${soFar.findings.length} findings`);
});
for (const finding of findings) console.log(finding);
console.log(
  `${rounds} times killed, ${answered} answered mutations, ${inFlight} answers on their way, ${findings.length} findings, ${Math.round((performance.now() - started) / 1000)} s`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
