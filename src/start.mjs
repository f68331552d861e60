// The command line for whoever cannot be sure of their Node: `node src/start.mjs serve` explains what is missing, then hands over to main.ts.
import './node-version.mjs';
import module from 'module';

// Drizzle's ES modules are hundreds of files, and Node reads the list of all of them anew for each; its CommonJS is there at once.
module.registerHooks({
  resolve: (specifier, context, resolve) =>
    resolve(
      specifier,
      specifier.startsWith('drizzle-orm') ? { ...context, conditions: ['node', 'require'] } : context,
    ),
});

// What was compiled once starts more than twice as fast the next time; Node keeps it in the folder for temporary files.
module.enableCompileCache();
import('./main.ts');
