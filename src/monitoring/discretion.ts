import { stdSerializers, type LoggerOptions } from 'pino';

/** What holds secrets or people, wherever it stands; of anything called so nothing is logged. */
const HIDDEN =
  /^(password|passwordHash|secret|token|tokenHash|apiKey|authorization|cookie|variables|input|body|query|params|parameters|values?|firstName|lastName|careOf|searchText|notes)$|(address(es|Line\d)?|emails?|phones?|phoneNumber|customer)$/i;

/** What of a line is the address of a machine, not of a person. */
const MACHINES = new Set(['address', 'keysAddress', 'clientAddress', 'netflixAddress']);

/** What gives itself away by its form, wherever it stands in a line. */
const TELLTALE: readonly (readonly [form: RegExp, instead: string])[] = [
  [/(nbk_[0-9a-z]{8})_[0-9a-z]{40}/g, '$1_…'],
  [/\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]+)*/g, '(token)'],
  [/\b(Bearer|Basic) +[^\s"\\]+/gi, '$1 …'],
  [/\$argon2id\$[^\s"\\]+/g, '(hash)'],
  // Every secret that the gateway draws, and its hash, has 256 bits.
  [/(?<![\w-])[\w-]{43}(?![\w-])/g, '(secret)'],
  [/(https?:\/\/[^\s"?]+)\?[^\s"]*/g, '$1?…'],
];

/** Takes long to look for, so it is only looked for where there is an @. */
const EMAIL_ADDRESS = /[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}/gi;

/** Keeps secrets and people out of every line of the log, in the one place that all of them pass. */
export const DISCRETION: LoggerOptions = {
  formatters: {
    log: (line) =>
      isHarmless(line)
        ? line
        : Object.fromEntries(Object.entries(line).map(([name, value]) => [name, discreet(name, value, 0)])),
  },
  serializers: { err: (error: Error) => discreet('err', stdSerializers.err(error), 0) },
  hooks: {
    streamWrite: (line) => {
      const told = TELLTALE.reduce((text, [form, instead]) => text.replace(form, instead), line);
      return told.includes('@') ? told.replace(EMAIL_ADDRESS, '(e-mail address)') : told;
    },
  },
};

/** Names at the top of lines, which are written in the code. */
const hidden = new Map<string, boolean>();

/** Whether there is nothing in a line to look into, as in that of a request: then it need not be copied. */
function isHarmless(line: Readonly<Record<string, unknown>>): boolean {
  for (const name in line) {
    const value = line[name];
    if (typeof value === 'object' && value !== null) return false;
    let isHidden = hidden.get(name);
    if (isHidden === undefined) hidden.set(name, (isHidden = HIDDEN.test(name)));
    if (isHidden) return false;
  }
  return true;
}

/** As deep as anything is looked into; what lies deeper is left out. */
const DEEPEST = 6;

function discreet(name: string, value: unknown, depth: number): unknown {
  const isMachine = depth === 0 && typeof value === 'string' && MACHINES.has(name);
  if (HIDDEN.test(name) && !isMachine) return '(hidden)';
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error)
    // The serializer of pino's own name for it comes later.
    return name === 'err' && depth === 0 ? value : discreet(name, stdSerializers.err(value), depth);
  if (depth === DEEPEST) return '(too deep)';
  if (Array.isArray(value)) return value.map((item) => discreet('', item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, discreet(key, one, depth + 1)]));
}
