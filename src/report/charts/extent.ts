/** The least and the greatest of numbers, of which there may be very many; infinite, turned round, where there is none. */
export function extent(values: Iterable<number>): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
