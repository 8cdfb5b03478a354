import { describe, expect, it } from 'vitest';
import { gridStudy } from '../../../test/golden/grid-study.ts';
import { studySubject } from '../../../test/golden/study-subjects.ts';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import { reportHtml } from '../html.ts';
import type { StudyResults } from '../study/study-results.ts';

const createdAt = new Date('2026-11-21T05:34:00Z');
const pageOf = (...studies: StudyResults[]): string => reportHtml({ runs: [], studies, createdAt });

describe('a page of studies', () => {
  it('begins with the numbers, and has no section of runs where there are none', () => {
    const page = pageOf(studySubject());
    expect(page).toContain('<h1>tuning</h1>');
    expect(page).toMatch(/1 study, 40 trials\. Made by/);
    expect(page).toContain('40 trials: 26 complete, 12 pruned, 2 failed (2 diverged); best: trial 30 with');
    expect(page).not.toContain('<section id="runs">');
  });

  it('has runs and studies side by side', () => {
    const runs = [fixtureRun({ name: 'cnn', hits: 9000 })];
    const studies = [studySubject({ name: 'tour/first' }), studySubject({ name: 'tour/second' })];
    const page = reportHtml({ runs, studies, createdAt });
    expect(page).toContain('<h1>tour</h1>');
    expect(page).toContain('2 studies, 80 trials, 1 complete run');
    expect(page).toContain('<section id="runs">');
  });

  it('tells of failed trials, and of studies without any', () => {
    const page = pageOf(studySubject());
    expect(page).toContain('<span class="status failed">diverged</span> the loss is not a number at step 12');
    const none = pageOf({ ...studySubject(), trials: [] });
    expect(none).toContain('0 trials: none begun');
    expect(none).not.toContain('failed</span>');
  });

  it('begins with the answers of a tour, stage by stage', () => {
    const first = gridStudy(
      'tour/architectures',
      [
        [{ architecture: 'dense' }, [0.86]],
        [{ architecture: 'cnn' }, [0.9]],
      ],
      { question: 'Dense or convolutional?' },
    );
    const second = gridStudy('tour/rates', [
      [{ architecture: 'cnn', rate: 0.01 }, [0.9]],
      [{ architecture: 'cnn', rate: 0.001 }, [0.901]],
    ]);
    const page = pageOf(first, second);
    expect(page).toMatch(/<h3>Dense or convolutional\? <span class="muted">architectures<\/span>/);
    expect(page).toContain('is best, 4.00 points above dense');
    expect(page).toContain('rate: no difference that 4,000 images can show between 0.001 and 0.01');
    expect(page.indexOf('id="answers"')).toBeLessThan(page.indexOf('id="studies"'));
    expect(page).toContain('The best of each study');
    expect(page).toMatch(/<td class="name">rate 0\.001<\/td>/);
  });

  it('escapes names and values, and gives every element its own id', () => {
    const evil = '<img src=x onerror=alert(1)>';
    const study = studySubject();
    const renamed = <T extends { name: string }>(parameters: readonly T[]): T[] =>
      parameters.map((parameter) =>
        parameter.name === 'dropout' ? { ...parameter, name: evil } : parameter,
      );
    const trials = study.trials.map((trial) => {
      const { dropout, ...params } = trial.params;
      return {
        ...trial,
        params: { ...params, [evil]: dropout!, optimizer: evil },
        worker: evil,
        ...(trial.failure === undefined ? {} : { failure: { ...trial.failure, message: evil } }),
      };
    });
    const page = pageOf({
      ...study,
      name: evil,
      space: { parameters: renamed(study.space.parameters) },
      trials,
      importances: study.importances.map((each) => ({ ...each, name: evil })),
      objectives: [{ ...study.objectives[0]!, metric: evil }],
      step: evil,
    });
    expect(page).not.toMatch(/<script(?! type="application\/json">)|<img/);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
