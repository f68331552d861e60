/** What a process tells about its work. */
export interface Report {
  /** Ids in the order in which they were got to know. */
  readonly events: readonly number[];
  readonly charges: readonly number[];
  readonly accepted: readonly number[];
  readonly acknowledged: readonly number[];
  /** Messages of what was thrown. */
  readonly errors: readonly string[];
}

const NOTHING = { events: [], charges: [], accepted: [], acknowledged: [] };

/** Works, and then sends the report to the process that started this one. */
export async function reportOn(work: (errors: string[]) => Promise<Partial<Report>>): Promise<void> {
  const errors: string[] = [];
  const found = await work(errors);
  const report: Report = { ...NOTHING, ...found, errors };
  process.send?.(report);
  process.disconnect();
}
