import { openGateway } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';

// Started with a database file; serves it until it is killed, and tells the process that started it where.

const [file = ''] = process.argv.slice(2);
const gateway = await openGateway(
  loadConfig({
    ...{ DATABASE_URL: file, DEMO_DATA: 'off', NETFLIX: 'none', LOG_LEVEL: 'silent' },
    ...{ HOST: '127.0.0.1', PORT: '0', RATE_CAPACITY: '1000000000' },
  }),
);
process.send?.(await gateway.listen());
