import { openGateway } from '../../../src/app.ts';
import { environment, loadConfig } from '../../../src/config.ts';
import { isReady, onStatement } from './process.ts';

// The gateway itself, as `NODE_ENV=production gateway serve` has it.
const gateway = await openGateway(loadConfig(environment), onStatement ? { onStatement } : {});
const origin = await gateway.listen();
isReady(Number(new URL(origin).port), gateway.close);
