import type { Answer, Inquiry, Room } from './inquiry.ts';
import { within } from './trace.ts';

/** Is told of every inquiry that has its answer, and how many milliseconds it took to begin it. */
export type Witness = (inquiry: Inquiry, answer: Answer, milliseconds: number) => void;

/** A room whose inquiries are answered within the trace they belong to, with witnesses. */
export function watched(room: Room, witnesses: readonly Witness[]): Room {
  return (inquiry) => {
    const begun = performance.now();
    const witnessed = (answer: Answer) => {
      const milliseconds = performance.now() - begun;
      for (const witness of witnesses) witness(inquiry, answer, milliseconds);
      return answer;
    };
    const answer = inquiry.trace ? within(inquiry.trace, () => room(inquiry)) : room(inquiry);
    return answer instanceof Promise ? answer.then(witnessed) : witnessed(answer);
  };
}
