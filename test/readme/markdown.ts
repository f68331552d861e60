/** A fenced block of code. */
export interface Block {
  readonly language: string;
  readonly code: string;
}

/** Every block of code, in order, without the indentation that a list gives it. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^( *)```(\w+)\n(.*?)\n\1```$/gms)].map(
    ([, indent = '', language = '', code = '']) => ({
      language,
      code: code.replaceAll(`\n${indent}`, '\n').slice(indent.length),
    }),
  );
}

/** What is under a heading of the second level, up to the next one. */
export function sectionOf(markdown: string, heading: string): string {
  const [, section] = markdown.split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`Expected a section "${heading}".`);
  return section.split('\n## ')[0] ?? '';
}

/** The rows of the first table, without its head. */
export function rowsOf(section: string): string[][] {
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What stands `like this`, outside of blocks. */
export function codeIn(text: string): string[] {
  const prose = text.replace(/^( *)```.*?^\1```$/gms, '');
  return [...prose.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code ?? []);
}

/** The commands of a block of shell, each as its words; `#` begins a comment, `\` at the end continues a line, `$(…)` is one word. */
export function commandsIn(code: string): string[][] {
  return code
    .replaceAll('\\\n', ' ')
    .split(/\n|&&/)
    .map((line) => [...line.replace(/(^| )#.*/, '').matchAll(/(?:"[^"]*"|'[^']*'|\$\([^)]*\)|[^\s"'])+/g)])
    .map((words) => words.map(([word]) => word.replace(/^(["'])(.*)\1$/, '$2')))
    .filter((words) => words.length > 0);
}
