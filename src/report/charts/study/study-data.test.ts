import { describe, expect, it } from 'vitest';
import { gridStudy } from '../../../../test/golden/grid-study.ts';
import { studySubject } from '../../../../test/golden/study-subjects.ts';
import type { Trial } from '../../../tune/trial.ts';
import type { StudyResults } from '../../study/study-results.ts';
import type { StudyChartDefinition } from '../chart.ts';
import { bestByEpochsChart } from './best-by-epochs.ts';
import { contourChart } from './contour.ts';
import { edfChart } from './edf.ts';
import { historyChart } from './history.ts';
import { learningCurvesChart } from './learning-curves.ts';
import { parallelChart } from './parallel.ts';
import { paretoChart } from './pareto.ts';
import { shownRange } from './shown-range.ts';
import { sliceChart } from './slice.ts';
import { timelineChart } from './timeline.ts';

function infoOf<Info>(chart: StudyChartDefinition<Info>, ...studies: StudyResults[]): Info {
  return chart.panels(studies)[0]!.info;
}

/** Trials of one size each, by their values; none where they diverged. */
function sizes(...values: readonly (number | undefined)[]): StudyResults {
  return gridStudy(
    'sizes',
    values.map((value, size) => [{ size }, value === undefined ? [] : [value]] as const),
  );
}

function withTrials(study: StudyResults, change: (trial: Trial) => Partial<Trial>): StudyResults {
  return { ...study, trials: study.trials.map((trial) => ({ ...trial, ...change(trial) })) };
}

describe('shownRange', () => {
  it('shows all but what is far worse than most', () => {
    const values = [0.9, 0.91, 0.92, 0.93, 0.915, 0.925, 0.1];
    expect(shownRange(values, 'maximize')).toEqual({ min: 0.895, max: 0.935, interval: 0.005, beyond: 1 });
    // What is far better is what a reader looks for.
    expect(shownRange(values, 'minimize').beyond).toBe(0);
    expect(shownRange([1, 1, 1], 'minimize')).toMatchObject({ beyond: 0 });
  });
});

describe('data of a study’s charts', () => {
  it('history has the trials that were better than all before them', () => {
    const info = infoOf(historyChart, sizes(0.8, 0.7, undefined, 0.9, 0.85));
    expect(info.best).toEqual([
      [0, 0.8],
      [3, 0.9],
    ]);
    expect([info.complete.length, info.failed, info.bins]).toEqual([4, [2], []]);
  });

  it('history puts many trials together, each in one bin', () => {
    const study = studySubject({ trials: 1000 });
    const { bins, complete } = infoOf(historyChart, study);
    expect(complete).toEqual([]);
    const count = study.trials.filter(({ state }) => state === 'complete').length;
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(count);
    expect(bins.every(({ low, median, high }) => low <= median && median <= high)).toBe(true);
  });

  it('best by epochs counts pruned and failed trials, in the order in which they ended', () => {
    const { lines } = infoOf(bestByEpochsChart, sizes(0.8, undefined, 0.9));
    expect(lines[0]!.points).toEqual([
      [3, 0.8],
      [9, 0.9],
    ]);
    const turned = withTrials(sizes(0.8, undefined, 0.9), ({ number }) => ({ endedAt: 10 - number }));
    expect(infoOf(bestByEpochsChart, turned).lines[0]!.points).toEqual([
      [3, 0.9],
      [9, 0.9],
    ]);
  });

  it('distribution has the share of complete trials with at most each value', () => {
    expect(infoOf(edfChart, sizes(0.9, undefined, 0.8)).lines[0]!.points).toEqual([
      [0.8, 0.5],
      [0.9, 1],
    ]);
  });

  it('learning curves have the best first, and where trials were pruned', () => {
    const few = studySubject();
    const { curves } = infoOf(learningCurvesChart, few);
    expect(curves[0]!.state).toBe('complete');
    const ends = curves.filter(({ state }) => state === 'complete').map(({ points }) => points.at(-1)![1]);
    expect(ends).toEqual(ends.toSorted((a, b) => b - a));
    const many = studySubject({ trials: 300 });
    const pruned = many.trials.filter(({ state }) => state === 'pruned').length;
    expect(infoOf(learningCurvesChart, many).prunedAt).toEqual([[3, pruned]]);
  });

  it('Pareto front has the trials that no other beats, and a drawing for each pair of objectives', () => {
    const study = withTrials(studySubject({ objectives: 2, trials: 3 }), ({ number }) => ({
      state: 'complete',
      values: [
        [0.9, 10],
        [0.8, 5],
        [0.7, 7],
      ][number]!,
    }));
    const { front, others } = infoOf(paretoChart, study);
    expect(front.map(({ trial }) => trial)).toEqual([1, 0]);
    expect(others.map(({ trial }) => trial)).toEqual([2]);
    expect(paretoChart.panels([studySubject({ objectives: 3 })])).toHaveLength(3);
    expect(paretoChart.panels([studySubject()])).toEqual([]);
  });

  it('slices have an axis as the parameter has, and say how many trials use it', () => {
    const panels = sliceChart.panels([studySubject({ trials: 60 })]);
    const slice = (name: string) => panels.find(({ key }) => key === name)!.info;
    expect(slice('learningRate').scale).toEqual({ name: 'learningRate', low: 1e-4, high: 1, log: true });
    expect(slice('optimizer').scale.labels).toEqual(['adam', 'sgd', 'muon & <co>']);
    const { inUse, complete } = slice('momentum');
    expect(inUse).toBeLessThan(complete);
    expect(sliceChart.note!(slice('momentum'))).toContain(
      `In use in ${inUse} of ${complete} complete trials.`,
    );
  });

  it('contour has the median of the trials of each cell, the best ranked highest', () => {
    const study = gridStudy('two', [
      [{ a: 1, b: 'x' }, [0.5]],
      [{ a: 1, b: 'x' }, [0.7]],
      [{ a: 2, b: 'x' }, [0.9]],
      [{ a: 2, b: 'y' }, []],
    ]);
    const { cells, best } = infoOf(contourChart, study);
    expect(cells.map(({ median, count, rank }) => [Number(median.toFixed(9)), count, rank])).toEqual([
      [0.6, 2, 0],
      [0.9, 1, 1],
    ]);
    expect(best.trial).toBe(2);
  });

  it('parallel coordinates pass by parameters that are not in use', () => {
    const { scales, best, others } = infoOf(parallelChart, studySubject());
    const momentum = scales.findIndex(({ name }) => name === 'momentum');
    const places = [...best, ...others].map((line) => line.places[momentum]);
    expect(places).toContain(null);
    const numbers = [...best, ...others].flatMap((line) => line.places).filter((place) => place !== null);
    expect(numbers.every((place) => place >= 0 && place <= 1)).toBe(true);
  });

  it('timeline leaves out long pauses, and says so', () => {
    const study = withTrials(sizes(0.8, 0.9), ({ number }) => ({
      startedAt: number * 1_000_000,
      endedAt: number * 1_000_000 + 60_000,
    }));
    const info = infoOf(timelineChart, study);
    expect(info.bars.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [0, 60_000],
      [60_000, 120_000],
    ]);
    expect(timelineChart.note!(info)).toContain('A pause of 15 min 40 s in all is left out.');
  });

  it('timeline of many trials adds up to the time of each worker', () => {
    const { areas, bars } = infoOf(timelineChart, studySubject({ trials: 900, workers: 3 }));
    expect(bars).toEqual([]);
    expect(new Set(areas.map(({ row }) => row)).size).toBe(3);
    for (const { bottoms, tops } of areas)
      expect(tops.every((top, part) => top >= bottoms[part]! && top <= 1)).toBe(true);
  });
});
