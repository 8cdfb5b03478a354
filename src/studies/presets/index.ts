import type { TourInput } from '../tour.ts';
import { garmentTour } from './garments.ts';
import { garmentStages } from './stages.ts';

/** The name of the study that asks all questions in turn. */
const ALL = 'full-tour';

/** The names of the built-in studies. */
export const studyPresetNames: readonly string[] = [...garmentStages(false).map(({ name }) => name), ALL];

/**
 * A built-in study: one question on a network for garments, or with `full-tour` all of them, each on the best of the
 * last.
 *
 * @param quick for minutes in place of hours: a part of the images, few epochs, fewer values
 */
export function studyPreset(name: string, quick: boolean): TourInput | undefined {
  const stages = garmentStages(quick);
  if (name === ALL) return garmentTour(ALL, [...stages], quick);
  const found = stages.find((stage) => stage.name === name);
  return found && garmentTour(name, [found], quick);
}
