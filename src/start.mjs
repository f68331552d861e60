// The command line for whoever cannot be sure of their Node: `node src/start.mjs serve` explains what is missing, then hands over to main.ts.
import './node-version.mjs';
import './loading.mjs';

import('./main.ts');
