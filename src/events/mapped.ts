/** What an iterator yields, one by one as `map` has it. Whoever returns early wakes the iterator, though it may be waiting. */
export function mapped<From, To>(
  iterator: AsyncIterableIterator<From>,
  map: (value: From) => To,
): AsyncIterableIterator<To> {
  const answer = ({ done, value }: IteratorResult<From>): IteratorResult<To> =>
    done ? { done, value: undefined } : { done: false, value: map(value) };
  return {
    next: async () => answer(await iterator.next()),
    return: async () => {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
