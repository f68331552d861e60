// How Node finds and compiles what a gateway consists of: the same as without it, but a start takes less than half the time.
import module from 'module';

// For each import Node asks anew what it was told before, and of each file whether it is there: what can be known is answered here.
const packages = new Map();
module.registerHooks({
  resolve: (specifier, context, resolve) => {
    // A relative address with its ending is complete.
    if (/^\..*\.[cm]?[jt]s$/.test(specifier))
      return { url: new URL(specifier, context.parentURL).href, shortCircuit: true };
    // Only for us does a name always mean the same package.
    if (specifier.startsWith('.') || !/\.ts$/.test(context.parentURL)) return resolve(specifier, context);
    const found = packages.get(specifier) || resolve(specifier, howToLoad(specifier, context));
    packages.set(specifier, found);
    return { ...found, shortCircuit: true };
  },
});

// Drizzle's ES modules are hundreds of files; its CommonJS is there at once.
function howToLoad(specifier, context) {
  return specifier.startsWith('drizzle-orm') ? { ...context, conditions: ['node', 'require'] } : context;
}

// What was compiled once starts more than twice as fast the next time; Node keeps it in the folder for temporary files.
module.enableCompileCache();
