/** What a cell holds: text, a number, or nothing. */
export type Cell = string | number | undefined;

/**
 * A cell of RFC 4180: in quotes where it holds a separator, a quote or a line end. Text that a spreadsheet would take for
 * a formula begins with an apostrophe; numbers stay numbers.
 */
function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines of cells as CSV (RFC 4180), each ended by CR LF. */
export function csvText(lines: readonly (readonly Cell[])[]): string {
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}
