const LEVELS = '▁▂▃▄▅▆▇█';

/** At most so many values: means of equally long parts where there are more. */
function condense(values: readonly number[], columns: number): readonly number[] {
  if (values.length <= columns) return values;
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    return values.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  });
}

/** A line chart one character high: a character a value, from the least to the greatest; a flat line where all are equal. */
export function sparkline(values: readonly number[], columns: number): string {
  const shown = condense(values, columns);
  const [least, greatest] = [Math.min(...shown), Math.max(...shown)];
  const step = (greatest - least) / LEVELS.length;
  return shown
    .map((value) => LEVELS[step === 0 ? 3 : Math.min(LEVELS.length - 1, Math.floor((value - least) / step))]!)
    .join('');
}
