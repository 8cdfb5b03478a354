import { wrapText } from '../text-width.ts';
import type { TerminalLook } from './look.ts';
import { paint } from './paint.ts';

/** What something is called, and what it is. */
export type Fact = readonly [label: string, text: string];

const LABEL_COLUMNS = 15;

/** Facts one below the other; long ones go on below their beginning. */
export function factLines(facts: readonly Fact[], look: TerminalLook): string[] {
  return facts.flatMap(([label, text]) =>
    wrapText(text, look.width - LABEL_COLUMNS).map(
      (line, at) => paint((at === 0 ? label : '').padEnd(LABEL_COLUMNS), { faint: true }, look) + line,
    ),
  );
}
