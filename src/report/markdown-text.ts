/** Text that Markdown shows as it is, on one line, in a table as well. */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>|~&$]/g, (character) => `\\${character}`)
    .replace(/^(#|[+-] )/, '\\$1')
    .replace(/^(\d+)([.)] )/, '$1\\$2');
}

/** Text in a block of its own, of fixed width; the fence is longer than any in the text. */
export function markdownFence(text: string, language = ''): string {
  const longest = [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A column of a Markdown table. */
export interface MarkdownColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** A table; titles and cells are escaped. */
export function markdownTable(
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => markdownText(title))),
    line(columns.map(({ align }) => (align === 'left' ? ':---' : '---:'))),
    ...rows.map((row) => line(row.map(markdownText))),
  ].join('\n');
}
