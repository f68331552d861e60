import { NetflixUnreachable } from '../port.ts';

/** Netflix gave no clear answer to one try. */
export class Unanswered extends NetflixUnreachable {
  /** Whether the next try may well succeed: Netflix is in trouble, rather than at odds with the gateway. */
  readonly isPassing: boolean;

  constructor(
    message: string,
    {
      isPassing,
      ...options
    }: { readonly isPassing: boolean; readonly retryAfter?: number | null; readonly cause?: unknown },
  ) {
    super(message, options);
    this.isPassing = isPassing;
  }
}
