import { connect } from '../../../src/store/sqlite/connect.ts';

// Started with a file and a number; dies as it comes to that statement of opening and migrating the file.

const [file = '', n = ''] = process.argv.slice(2);
let left = Number(n);

connect(file, {
  onStatement: () => {
    if ((left -= 1) === 0) process.kill(process.pid, 'SIGKILL');
  },
});
