import type { AcceptedChange } from './changes.ts';

/**
 * Changes since released.graphql that can break a client, each with its reason. With a release, schema.graphql becomes the new
 * released.graphql, and this list is empty again.
 */
export const ACCEPTED_CHANGES: readonly AcceptedChange[] = [];
