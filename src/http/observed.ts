import type { Answer, Handler, HttpRequest } from './request.ts';
import { within } from './trace.ts';

/** Is told of every request that has its answer, and how many milliseconds after its arrival that began. */
export type RequestObserver = (request: HttpRequest, answer: Answer, milliseconds: number) => void;

/** A handler whose requests are answered within the trace they belong to, and told to observers. */
export function observed(handler: Handler, observers: readonly RequestObserver[]): Handler {
  return (request) => {
    const told = (answer: Answer) => {
      const milliseconds = performance.now() - request.since;
      for (const observer of observers) observer(request, answer, milliseconds);
      return answer;
    };
    const answer = request.trace ? within(request.trace, () => handler(request)) : handler(request);
    return answer instanceof Promise ? answer.then(told) : told(answer);
  };
}
