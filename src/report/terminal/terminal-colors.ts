import type { Rgb } from './color.ts';

/** The colours of what is shown in a terminal; each can be read on a dark and on a light ground. */
export const terminalColors = {
  train: [214, 118, 40],
  validation: [56, 140, 220],
  good: [46, 160, 110],
  bad: [222, 80, 66],
  pending: [190, 145, 20],
} as const satisfies Record<string, Rgb>;
