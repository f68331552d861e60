/** Requests that are answered together: the same object for all of one batch. */
export type Batch = object;

/**
 * How many requests are answered together. They take the same steps side by side, and the processor finds the code of a step still in its cache:
 * small queries take three quarters of the time. In larger batches large answers get into each other's way.
 */
const MOST = 4;

let waiting: (() => void)[] | null = null;
let answering: Batch | null = null;
let afterwards: (() => void)[] = [];

/**
 * Begins to answer a request, which must not throw, once the event loop has handed out everything that it found, together with others that it
 * found. What follows from it without waiting for anything outside belongs to the batch too.
 */
export function inBatch(answer: () => void): void {
  if (waiting) {
    waiting.push(answer);
    if (waiting.length === MOST) waiting = null;
    return;
  }
  const answers = [answer];
  waiting = answers;
  setImmediate(() => {
    if (waiting === answers) waiting = null;
    answering = {};
    for (const begin of answers) begin();
  });
  // After each immediate Node does all that became ready by it, and there is no other between these two.
  setImmediate(() => {
    const left = afterwards;
    answering = null;
    afterwards = [];
    for (const run of left) run();
  });
}

/** Does something, which must not throw, when the batch is through; outside of one, when the turn of the event loop is over. */
export function afterBatch(run: () => void): void {
  if (answering) afterwards.push(run);
  else setImmediate(run);
}

/** The batch that something happens for; null when it is at another time than while one is answered. */
export function batchNow(): Batch | null {
  return answering;
}
