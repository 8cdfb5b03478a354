/** What the figures of a confusion matrix are shares of. */
export type MatrixFigures = 'count' | 'trueClass' | 'predictedClass';

/**
 * How a cell is coloured: by the square root of its share, so that rare mistakes can be seen beside hundreds of hits.
 * Colours of the middle are left out, on which neither light nor dark figures are easy to read.
 *
 * @param share from 0 to 1
 * @returns how much of the colour, in percent, and whether light figures stand on it
 */
export function cellColor(share: number): { readonly percent: number; readonly strong: boolean } {
  const strength = Math.sqrt(share);
  return strength < 0.6
    ? { percent: Math.round((strength / 0.6) * 40), strong: false }
    : { percent: Math.round(85 + ((strength - 0.6) / 0.4) * 15), strong: true };
}

/** What stands in a cell: the number of images, or their share in percent. */
export function cellText(count: number, share: number, figures: MatrixFigures): string {
  return figures === 'count' ? String(count) : (100 * share).toFixed(share < 0.0995 ? 1 : 0);
}
