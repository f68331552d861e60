/** Why the business says no to a change of the operator's own set-up. */
export interface AdministrationProblem {
  readonly code: AdministrationProblemCode;
  readonly message: string;
  /** The input field it is about, from the input down. */
  readonly path: readonly string[];
}
export type AdministrationProblemCode = 'NOT_FOUND' | 'ALREADY_EXISTS' | 'NOT_ALLOWED';
