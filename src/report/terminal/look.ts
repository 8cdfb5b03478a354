/** What the terminal that is written to can show. */
export interface TerminalLook {
  /** How many columns there are. */
  readonly width: number;
  /** The bits of a colour: 24, 8 for a palette of 256, 4 for one of 16; 1 for none, and no escape codes at all. */
  readonly colorBits: 1 | 4 | 8 | 24;
  /** Whether text is dark on a light ground. */
  readonly light: boolean;
}

/** A file, a pipe, or a terminal that knows no colours. */
export const plainLook: TerminalLook = { width: 80, colorBits: 1, light: false };
