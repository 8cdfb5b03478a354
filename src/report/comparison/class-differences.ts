import { holm } from '../../metrics/holm.ts';
import { mcNemarTest } from '../../metrics/mcnemar.ts';
import { pairedHits } from '../../metrics/paired-hits.ts';
import { formatCount, formatPercent, formatPValue } from '../format.ts';
import type { RankingRow } from '../ranking.ts';
import { sameImages, type TestAnswers } from '../test-answers.ts';
import { isShown, type CorrectedPValue } from './significance.ts';

/** How two runs compare on the test images of one class. */
export interface ClassDifference extends CorrectedPValue {
  readonly label: number;
  /** How many test images there are of it. */
  readonly support: number;
  /** The share of these that the first run classified rightly. */
  readonly firstRecall: number;
  readonly secondRecall: number;
}

/** Which classes two runs differ on. */
export interface ClassDifferences {
  readonly first: string;
  readonly second: string;
  /** Every class of which there are test images. */
  readonly classes: readonly ClassDifference[];
  readonly text: string;
}

/**
 * Compares two runs on the images of each class, by McNemar's test corrected by Holm for all classes; undefined where it is
 * not known what both answered.
 */
export function classDifferences(
  [first, second]: readonly [RankingRow, RankingRow],
  answers: ReadonlyMap<string, TestAnswers>,
  classNames: readonly string[],
): ClassDifferences | undefined {
  const [a, b] = [answers.get(first.runId), answers.get(second.runId)];
  if (a === undefined || b === undefined || !sameImages(a, b)) return undefined;
  const tested = classNames.flatMap((_, label) => {
    const places = [...a.labels.keys()].filter((place) => a.labels[place] === label);
    if (places.length === 0) return [];
    const [labels, ofFirst, ofSecond] = [a.labels, a.classes, b.classes].map((values) =>
      places.map((place) => values[place]!),
    ) as [number[], number[], number[]];
    return [{ label, support: places.length, hits: pairedHits(labels, ofFirst, ofSecond) }];
  });
  const pValues = tested.map(({ hits }) => mcNemarTest(hits).pValue);
  const adjusted = holm(pValues);
  const classes = tested.map(({ label, support, hits }, at): ClassDifference => ({
    label,
    support,
    firstRecall: (hits.both + hits.onlyFirst) / support,
    secondRecall: (hits.both + hits.onlySecond) / support,
    pValue: pValues[at]!,
    adjustedPValue: adjusted[at]!,
    comparisons: tested.length,
  }));
  const text = textOf(first.model, second.model, classes, classNames);
  return { first: first.runId, second: second.runId, classes, text };
}

function textOf(
  first: string,
  second: string,
  classes: readonly ClassDifference[],
  classNames: readonly string[],
): string {
  const test = `McNemar's test of each class, corrected for ${classes.length} classes`;
  const shown = classes.filter(isShown);
  if (shown.length === 0) {
    const least = Math.min(...classes.map(({ adjustedPValue }) => adjustedPValue));
    return (
      `Class by class, there is no difference between ${first} and ${second} that the images of a class can show ` +
      `(${test}; the smallest ${formatPValue(least)}).`
    );
  }
  const named = ({ label, firstRecall, secondRecall, support, adjustedPValue }: ClassDifference): string =>
    `${classNames[label]!} (${formatPercent(firstRecall)} against ${formatPercent(secondRecall)} of ` +
    `${formatCount(support)}; ${formatPValue(adjustedPValue)})`;
  const list = (side: string, members: readonly ClassDifference[]): string[] =>
    members.length === 0 ? [] : [`${side} on ${members.map(named).join(', ')}`];
  const sides = [
    ...list(
      `above ${second}`,
      shown.filter((each) => each.firstRecall > each.secondRecall),
    ),
    ...list(
      `below ${second}`,
      shown.filter((each) => each.firstRecall < each.secondRecall),
    ),
  ];
  return `Class by class, ${first} is ${sides.join(', and ')}: ${test}.`;
}
