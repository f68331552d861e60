/** The value below which that part of ascending values lies; NaN of none. */
export function quantile(ascending: ArrayLike<number>, part: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(part * ascending.length))] ?? NaN;
}

/** The middle one; of an even number the higher of the two. */
export function median(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.5);
}
