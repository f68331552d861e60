// The command line for whoever cannot be sure of their Node: `node src/start.mjs serve` explains what is missing, then hands over to main.ts.
import './node-version.mjs';
import module from 'module';

// What was compiled once starts more than twice as fast the next time; Node keeps it in the folder for temporary files.
module.enableCompileCache();
import('./main.ts');
