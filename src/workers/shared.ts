/** What the workers of one gateway let each other know of one matter. */
export interface Shared<News> {
  /** Calls `news` in a moment, and tells all other workers what it returns: what happens until then goes along. */
  readonly tellSoon: (news: () => News) => void;
  /** Calls `hear` with what another worker tells. */
  readonly onNews: (hear: (news: News) => void) => void;
}
