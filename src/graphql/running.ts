import type { GraphQLLeafType } from 'graphql';

/** Why compiled code has no answer: everything that resolvers threw until then, and `Unusual` for what it leaves to graphql-js by itself. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly reasons: readonly unknown[];

  constructor(reasons: readonly unknown[]) {
    super('Compiled code has no answer.');
    this.reasons = reasons;
  }
}

/** Something that is left to graphql-js: an error, which it would have to word, or what resolvers of ours do not do. */
export class Unusual extends Error {
  override readonly name = 'Unusual';
}

/** Makes what a resolver gave into what is answered. Does not throw: what goes wrong is told to `running`. */
export type Complete = (value: unknown, running: Running) => unknown;

/** Where something belongs that is promised: in an object or a list that is not there yet when it is promised. */
interface Place {
  into: Record<string | number, unknown> | null;
}

/** One answer of compiled code while it is put together. It is given once nothing is outstanding any more, whatever went wrong until then. */
export class Running {
  readonly context: object;
  /** The arguments of the fields that take theirs from variables. */
  readonly args: readonly object[];
  /** The values of the variables, for whoever has to be told everything. */
  readonly variables: object;
  readonly #answer: (data: unknown) => void;
  readonly #refuse: (reason: Unanswered) => void;
  readonly #reasons: unknown[] = [];
  #data: unknown;
  #outstanding = 1;

  constructor(
    { context, args, variables }: Pick<Running, 'context' | 'args' | 'variables'>,
    answer: (data: unknown) => void,
    refuse: (reason: Unanswered) => void,
  ) {
    this.context = context;
    this.args = args;
    this.variables = variables;
    this.#answer = answer;
    this.#refuse = refuse;
  }

  begin(operation: Complete, root: unknown): void {
    this.#data = operation(root, this);
    this.#settle();
  }

  /** Completes what is promised, and puts it where `into` of the place says by then. */
  later(promised: PromiseLike<unknown>, key: string | number, complete: Complete): Place {
    const place: Place = { into: null };
    this.#outstanding += 1;
    Promise.resolve(promised).then(
      (value) => {
        // Whatever went wrong, the rest is not worth its work; and what it belongs into may never have come about. No resolver of ours gives a
        // list of promises, which would be left to themselves here.
        if (this.#reasons.length === 0 && place.into) place.into[key] = complete(value, this);
        this.#settle();
      },
      (reason: unknown) => {
        this.failed(reason);
        this.#settle();
      },
    );
    return place;
  }

  /** Something went wrong; null stands for it until all is told. */
  failed(reason: unknown): null {
    this.#reasons.push(reason);
    return null;
  }

  unusual(): null {
    return this.failed(new Unusual());
  }

  #settle(): void {
    this.#outstanding -= 1;
    if (this.#outstanding > 0) return;
    if (this.#reasons.length > 0) this.#refuse(new Unanswered(this.#reasons));
    else this.#answer(this.#data);
  }
}

/** A value of a scalar or an enum as graphql-js writes it. */
export function written(type: GraphQLLeafType, value: unknown, running: Running): unknown {
  if (value instanceof Error) return running.failed(value);
  if (typeof value === 'function') return running.unusual();
  try {
    return type.serialize(value) ?? running.unusual();
  } catch (reason) {
    return running.failed(reason);
  }
}
