import type { ConfusionMatrix } from './confusion-matrix.ts';

/**
 * Cohen's kappa: by how much predictions agree with labels beyond what they would by chance, from −1 to 1; 0 is chance
 * (Cohen 1960, "A coefficient of agreement for nominal scales"). Undefined, null, where chance alone agrees in
 * everything: without examples, or where all are of one class and taken for it.
 *
 * @example cohenKappa([[20, 5], [10, 15]]); // 0.4
 */
export function cohenKappa(confusion: ConfusionMatrix): number | null {
  let count = 0;
  let agreed = 0;
  let byChance = 0;
  confusion.forEach((row, label) => {
    const support = row.reduce((sum, value) => sum + value, 0);
    const predicted = confusion.reduce((sum, other) => sum + other[label]!, 0);
    count += support;
    agreed += row[label]!;
    byChance += support * predicted;
  });
  const room = count * count - byChance;
  return room === 0 ? null : (agreed * count - byChance) / room;
}
