import type { PlantedBug } from './planting.ts';
import { play } from './play.ts';

/** How a planted bug shows, in the first of a hundred seeds where it does; nothing when it stays hidden. */
export async function failureWith(planted: PlantedBug): Promise<readonly string[]> {
  const from = planted.seed ?? 1;
  for (let seed = from; seed < from + 100; seed++) {
    const { failure } = await play({ seed, planted });
    if (failure.length > 0) return failure;
  }
  return [];
}
