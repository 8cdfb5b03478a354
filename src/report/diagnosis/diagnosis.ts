import { confusedClasses, type ConfusedClasses } from '../../metrics/confused-classes.ts';
import type { Run } from '../../runs/record.ts';
import { formatCount } from '../format.ts';
import { curveNotes, type CurveNote } from './curve-notes.ts';

/** What can be said of how one run went, and of its mistakes. */
export interface Diagnosis {
  readonly runId: string;
  /** What its curves show. */
  readonly curves: readonly CurveNote[];
  /** The classes that it took for each other most often among the test images. */
  readonly confused: readonly (ConfusedClasses & { readonly text: string })[];
}

/** How many pairs of classes are named. */
const MOST_PAIRS = 5;

/** Reads the curves and the confusion matrix of a run, of any status, as far as it has them. */
export function diagnosisOf(run: Run): Diagnosis {
  const { data, result } = run.record;
  const name = (label: number): string => data.classNames[label]!;
  const confused = confusedClasses(result?.test.confusion ?? [], MOST_PAIRS).map((pair) => {
    const [first, second] = pair.classes;
    const text =
      `${name(first)} and ${name(second)}: ${formatCount(pair.count)} test images taken for each other, ` +
      `${formatCount(pair.firstAsSecond)} of ${name(first)} and ${formatCount(pair.secondAsFirst)} of ${name(second)}.`;
    return { ...pair, text };
  });
  return { runId: run.id, curves: curveNotes(run), confused };
}

/** All sentences of a diagnosis, in order. */
export function diagnosisTexts({ curves, confused }: Diagnosis): string[] {
  return [...curves, ...confused].map(({ text }) => text);
}
