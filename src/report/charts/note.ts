import type { ChartSpec } from './chart-spec.ts';
import { textWidth } from './legend.ts';
import type { ChartPalette } from './palette.ts';

const FONT_SIZE = 11;
const LINE_HEIGHT = 15;
const MARGIN = 12;

/** A text in lines that are about as wide as the drawing. */
function lines(note: string, width: number): string[] {
  const broken: string[] = [];
  for (const word of note.split(' ')) {
    const longer = `${broken.at(-1) ?? ''} ${word}`.trim();
    if (broken.length > 0 && textWidth(longer, FONT_SIZE) <= width - 2 * MARGIN)
      broken[broken.length - 1] = longer;
    else broken.push(word);
  }
  return broken;
}

/** How many pixels a note takes at the bottom of a drawing of that width. */
export function noteHeight(note: string, width: number): number {
  return note === '' ? 0 : lines(note, width).length * LINE_HEIGHT + 8;
}

/**
 * The chart with its note drawn below it, for a file; a page writes it as text of its own. The drawing has to be
 * `noteHeight` higher than without, and the chart to have one grid.
 *
 * @param size of the drawing, the note included
 */
export function withNote(
  spec: ChartSpec,
  note: string,
  { width, height }: { readonly width: number; readonly height: number },
  palette: ChartPalette,
): ChartSpec {
  if (note === '') return spec;
  const own = noteHeight(note, width);
  const grid = spec.grid as { readonly bottom: number };
  const drawn = lines(note, width).map((text, index) => ({
    type: 'text' as const,
    silent: true,
    x: MARGIN,
    y: height - own + 4 + index * LINE_HEIGHT,
    style: { text, fill: palette.muted, font: `${FONT_SIZE}px system-ui, sans-serif` },
  }));
  const others = spec.graphic === undefined ? [] : [spec.graphic].flat();
  return {
    ...spec,
    grid: { ...grid, bottom: grid.bottom + own },
    graphic: [...others, ...drawn] as never,
  };
}
