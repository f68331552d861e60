import { isUtf8 } from 'node:buffer';

/** One line of a file; `text` is null when it cannot be read, and then `fault` says why. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly text: null; readonly fault: string };

/** A line is at most this many bytes unless told otherwise: no charge needs more, and a file without line ends must not fill the memory. */
const LONGEST = 64 * 1024;
const LINE_FEED = 0x0a;
const EMPTY = Buffer.alloc(0);

/** The lines of a file of any size, counted from 1, without their ends (LF or CRLF) and without a byte order mark. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, longest = LONGEST): AsyncGenerator<Line> {
  let number = 0;
  let begun = EMPTY;
  let length = 0; // of the line that has begun, whatever was kept of it
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const piece = chunk.subarray(start, end);
      number += 1;
      yield lineOf(
        number,
        length === 0 ? piece : Buffer.concat([begun, piece]),
        length + piece.length,
        longest,
      );
      begun = EMPTY;
      length = 0;
      start = end + 1;
    }
    length += chunk.length - start;
    begun = length > longest ? EMPTY : Buffer.concat([begun, chunk.subarray(start)]);
  }
  if (length > 0) yield lineOf(number + 1, begun, length, longest);
}

function lineOf(number: number, bytes: Buffer, length: number, longest: number): Line {
  if (length > longest) return { number, text: null, fault: `The line is longer than ${longest} bytes.` };
  if (!isUtf8(bytes)) return { number, text: null, fault: 'The line is not text in UTF-8.' };
  const text = bytes.toString('utf8');
  return { number, text: (number === 1 ? text.replace(/^\uFEFF/, '') : text).replace(/\r$/, '') };
}
