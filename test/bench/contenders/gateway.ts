// Loaded as `npm start` loads it, which has to be settled before anything of it is imported.
import '../../../src/loading.mjs';

import { isReady, onStatement } from './process.ts';

const { openGateway } = await import('../../../src/app.ts');
const { environment, loadConfig } = await import('../../../src/config.ts');

// The gateway itself, as `NODE_ENV=production gateway serve` has it.
const gateway = await openGateway(loadConfig(environment), onStatement ? { onStatement } : {});
const origin = await gateway.listen();
isReady(Number(new URL(origin).port), gateway.close);
