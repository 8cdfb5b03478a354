import { describe, expect, it } from 'vitest';
import { gridStudy } from '../../../test/golden/grid-study.ts';
import { studySubject } from '../../../test/golden/study-subjects.ts';
import { answersNote, studyAnswers } from './answers.ts';

const loss = { metric: 'validation loss', direction: 'minimize', share: false } as const;

function textsOf(...study: Parameters<typeof gridStudy>): string[] {
  return studyAnswers(gridStudy(...study)).map(({ text }) => text);
}

describe('studyAnswers', () => {
  it('says which value won, by how much, with the interval', () => {
    const trials = [
      [{ architecture: 'dense' }, [0.86, 0.864]],
      [{ architecture: 'cnn' }, [0.9, 0.902]],
    ] as const;
    const [answer] = studyAnswers(gridStudy('tour/architectures', trials));
    expect(answer).toMatchObject({ parameter: 'architecture', best: 'cnn', shown: true });
    expect(answer!.text).toBe(
      'architecture: cnn with 90.10% validation accuracy on average over 2 seeds (95% interval 89.14–90.99%) is best, ' +
        '3.90 points above dense (95% interval 2.49 to 5.32).',
    );
  });

  it('claims no difference that the images cannot show', () => {
    const [text] = textsOf('optimizers', [
      [{ optimizer: 'adam' }, [0.9]],
      [{ optimizer: 'nadam' }, [0.899]],
      [{ optimizer: 'sgd' }, [0.85]],
      [{ optimizer: 'adadelta' }, []],
    ]);
    expect(text).toBe(
      'optimizer: no difference that 4,000 images can show between adam and nadam; adam with 90.00% validation ' +
        'accuracy (95% interval 89.03–90.89%) came out best, 0.10 points above nadam (95% interval −1.22 to 1.42). ' +
        'Shown to be worse: sgd. No trial with adadelta is complete.',
    );
  });

  it('claims no difference that other seeds would undo, whatever the images say', () => {
    const trials = [
      [{ rate: 0.01 }, [0.95, 0.85]],
      [{ rate: 0.1 }, [0.87, 0.85]],
    ] as const;
    const [text] = textsOf('rates', trials);
    expect(text).toContain(
      'rate: no difference that 4,000 images and 2 seeds can show between 0.01 and 0.1;',
    );
    // With the same means and one seed the images would do.
    expect(
      textsOf('rates', [
        [{ rate: 0.01 }, [0.9]],
        [{ rate: 0.1 }, [0.86]],
      ])[0],
    ).toContain('is best');
  });

  it('corrects for the number of values', () => {
    const rivals = Array.from({ length: 12 }, (_, index) => [{ size: index }, [0.88]] as const);
    const best = [{ size: 99 }, [0.9]] as const;
    expect(textsOf('few', [best, rivals[0]!])[0]).toContain('is best');
    expect(textsOf('many', [best, ...rivals])[0]).toContain('no difference that 4,000 images can show');
  });

  it('takes for each value the other parameters that suit it best', () => {
    const study = gridStudy('optimizers', [
      [{ optimizer: 'sgd', rate: 0.001 }, [0.5]],
      [{ optimizer: 'sgd', rate: 0.1 }, [0.91]],
      [{ optimizer: 'adam', rate: 0.001 }, [0.89]],
      [{ optimizer: 'adam', rate: 0.1 }, [0.3]],
    ]);
    const answer = studyAnswers(study).find(({ parameter }) => parameter === 'optimizer')!;
    expect(answer.best).toBe('sgd');
    expect(answer.text).toContain('2.00 points above adam');
    expect(answer.text).toContain('Each value with the other parameters that suited it best.');
  });

  it('needs seeds where there are no images to count', () => {
    const one = textsOf(
      'losses',
      [
        [{ size: 1 }, [0.4]],
        [{ size: 2 }, [0.3]],
      ],
      { objective: loss },
    );
    expect(one[0]).toBe(
      'size: 2 with 0.3 validation loss came out best, 0.1 below 1; one trial of each cannot say how much of that is chance.',
    );
    const three = textsOf(
      'losses',
      [
        [{ size: 1 }, [0.4, 0.41, 0.39]],
        [{ size: 2 }, [0.3, 0.31, 0.29]],
      ],
      {
        objective: loss,
      },
    );
    expect(three[0]).toMatch(/is best, 0\.1 below 1 \(95% interval 0\.07\d+ to 0\.12\d+\)\.$/);
  });

  it('says where the best trials lie of a number that can be anything', () => {
    const texts = studyAnswers(studySubject({ trials: 120 })).map(({ text }) => text);
    expect(texts.find((text) => text.startsWith('learningRate'))).toMatch(
      /^learningRate: the best trial has 0\.00\d+; the best \d+ of \d+ lie between 0\.0\d+ and 0\.\d+\.$/,
    );
  });

  it('says so where nothing is complete, or only one value', () => {
    expect(
      textsOf('none', [
        [{ size: 1 }, []],
        [{ size: 2 }, []],
      ]),
    ).toEqual(['size: no trial is complete.']);
    const [text] = textsOf('one', [
      [{ size: 1 }, [0.9]],
      [{ size: 2 }, []],
    ]);
    expect(text).toContain('the only value with a complete trial. No trial with 2 is complete.');
    expect(answersNote(gridStudy('one', [[{ size: 1 }, [0.9]]]))).toContain('trained with one seed');
  });
});
