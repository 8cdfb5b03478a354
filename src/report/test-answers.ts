import { predictedClasses } from '../metrics/predictions.ts';
import type { PartPredictions } from '../runs/predictions.ts';

/** What a run took each test image for. */
export interface TestAnswers {
  /** The true class of each test image, from 0. */
  readonly labels: Int32Array;
  readonly classes: Int32Array;
}

/** The most probable class of each test image. */
export function testAnswers(test: PartPredictions): TestAnswers {
  return { labels: test.labels, classes: predictedClasses(test) };
}

/** Whether two runs answered for the same images, as far as their labels tell. */
export function sameImages(first: TestAnswers, second: TestAnswers): boolean {
  return (
    first.labels.length === second.labels.length &&
    first.labels.every((label, index) => label === second.labels[index])
  );
}
