/** Wakes one sleeper. */
interface Bell {
  ring: () => void;
  /** Sleeps until it rings, or so many milliseconds. */
  heard: (within: number) => Promise<void>;
}

/** A bell that nobody sleeps beside yet; it is not heard later. */
export function bell(): Bell {
  let wake: (() => void) | null = null;
  return {
    ring: () => wake?.(),
    heard: (within) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => wake?.(), within);
        wake = () => {
          wake = null;
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
