import { describe, expect, it } from 'vitest';
import { fixtureRun } from '../../../test/cli/fixture-runs.ts';
import type { EpochRecord, Run, RunRecord } from '../../runs/record.ts';
import { curveNotes } from './curve-notes.ts';
import { diagnosisOf, diagnosisTexts } from './diagnosis.ts';

/** Training loss and accuracy, then those of validation. */
type Row = readonly [number, number, number, number];

interface Made {
  /** The epoch that was kept; the one with the lowest validation loss unless given. */
  readonly kept?: number;
  readonly learningRates?: readonly number[];
  readonly record?: Partial<RunRecord>;
}

function run(rows: readonly Row[], { kept, learningRates, record }: Made = {}): Run {
  const losses = rows.map(([, , loss]) => loss);
  const bestEpoch = kept ?? losses.indexOf(Math.min(...losses)) + 1;
  const made = fixtureRun({ name: 'made', hits: 9000, epochs: rows.length });
  const history = rows.map(([trainLoss, trainAccuracy, loss, accuracy], index): EpochRecord => ({
    ...made.history[index]!,
    learningRate: learningRates?.[index] ?? 0.001,
    train: { loss: trainLoss, accuracy: trainAccuracy },
    val: { loss, accuracy },
  }));
  const result = { ...made.record.result!, bestEpoch };
  return { ...made, record: { ...made.record, result, ...record }, history };
}

const kinds = (made: Run): string[] => curveNotes(made).map(({ kind }) => kind);
const textOf = (made: Run, kind: string): string | undefined =>
  curveNotes(made).find((note) => note.kind === kind)?.text;

const overfitted: Row[] = [
  [0.6, 0.8, 0.5, 0.82],
  [0.4, 0.86, 0.4, 0.86],
  [0.3, 0.9, 0.38, 0.87],
  [0.2, 0.93, 0.42, 0.87],
  [0.1, 0.97, 0.475, 0.872],
];

describe('curves', () => {
  it('show over-fitting with its turning point, and the gap where weights were kept and at the end', () => {
    expect(curveNotes(run(overfitted))).toEqual([
      {
        kind: 'gap',
        text:
          'Training accuracy is 3.00 points above validation accuracy in epoch 3, which was kept, and 9.80 points above in ' +
          'the last, 5.',
      },
      {
        kind: 'overfitting',
        text:
          'It over-fits from epoch 3 on: validation loss was lowest there, 0.3800, and rose by 25% to 0.4750 in epoch 5, ' +
          'while training loss fell from 0.3000 to 0.1000.',
      },
    ]);
  });

  it('show no over-fitting where the rise is small, or training loss rose as well', () => {
    const small = overfitted.map(([a, b, loss, d], index): Row => [a, b, index === 4 ? 0.398 : loss, d]);
    expect(kinds(run(small))).not.toContain('overfitting');
    const both = overfitted.map(([loss, ...rest], index): Row => [index === 4 ? 0.31 : loss, ...rest]);
    expect(kinds(run(both))).not.toContain('overfitting');
  });

  it('show a plateau by the epochs since the last fall beyond noise', () => {
    const flat: Row[] = [0.6, 0.4, 0.4, 0.398, 0.401].map((loss) => [0.4, 0.87, loss, 0.86]);
    expect(textOf(run(flat), 'plateau')).toBe(
      'It is on a plateau: validation loss has not fallen by more than 1.0% in the 3 epochs since epoch 2, where it was 0.4000.',
    );
    expect(kinds(run(flat.slice(0, 4)))).not.toContain('plateau');
    const falling: Row[] = [0.6, 0.41, 0.405, 0.4, 0.395].map((loss) => [0.4, 0.87, loss, 0.86]);
    expect(kinds(run(falling))).not.toContain('plateau');
  });

  it('show that a run still improved at the end, and whether its learning rate had run out', () => {
    const improving: Row[] = [0.6, 0.5, 0.44].map((loss) => [loss, 0.86, loss, 0.86]);
    expect(textOf(run(improving), 'improving')).toBe(
      'It was still improving at the end: in epoch 3 validation loss fell by 12% to 0.4400. More epochs may help.',
    );
    const over = run(improving, { learningRates: [0.001, 0.003, 0.00003] });
    expect(textOf(over, 'improving')).toMatch(
      /come down to 1\.0% of its highest, so what may help is a longer schedule/,
    );
    expect(kinds(run([...improving, [0.4, 0.9, 0.438, 0.86]]))).not.toContain('improving');
  });

  it('show under-fitting where training accuracy itself is low, and what lowers it', () => {
    const low: Row[] = [0.9, 0.8].map((loss) => [loss, 0.71, loss, 0.705]);
    expect(textOf(run(low), 'underfitting')).toMatch(
      /^It may under-fit: .* only 71\.00% in epoch 2\. A larger model/,
    );
    const augmented = { recipe: { model: 'cnn', augment: [{ type: 'flip' }] } };
    expect(textOf(run(low, { record: augmented }), 'underfitting')).toContain(
      'with augmentation, which lowers this figure',
    );
    const apart: Row[] = [0.9, 0.8].map((loss) => [loss, 0.71, loss, 0.6]);
    expect(kinds(run(apart))).not.toContain('underfitting');
    expect(kinds(run(overfitted))).not.toContain('underfitting');
  });

  it('show divergence, and a model that only guesses', () => {
    const wild: Row[] = [0.6, 0.5, 0.9, 2].map((loss) => [loss, 0.5, loss, 0.5]);
    expect(textOf(run(wild), 'divergence')).toMatch(
      /^Training diverged: its loss rose from 0\.5000 in epoch 2 to 2\.0000/,
    );
    expect(kinds(run(wild.slice(0, 2)))).not.toContain('divergence');
    const guess: Row[] = [2.303, 2.303].map((loss) => [loss, 0.1012, loss, 0.1]);
    expect(textOf(run(guess), 'guessing')).toContain(
      'in epoch 2, 10.12%, is what guessing among 10 classes gives',
    );
    // Two standard errors of 0.1 among 55,000 images are 0.0026.
    expect(kinds(run(guess.map(([a, , c, d]) => [a, 0.103, c, d])))).not.toContain('guessing');
  });

  it('show swings of the validation loss', () => {
    const swinging: Row[] = [0.5, 0.4, 0.5, 0.4, 0.5].map((loss) => [0.4, 0.87, loss, 0.86]);
    expect(textOf(run(swinging), 'oscillation')).toMatch(/^Validation loss swings: 3 times in 5 epochs/);
    expect(kinds(run(swinging.slice(0, 4)))).not.toContain('oscillation');
    const ripples: Row[] = [0.5, 0.47, 0.5, 0.47, 0.5].map((loss) => [0.4, 0.87, loss, 0.86]);
    expect(kinds(run(ripples))).not.toContain('oscillation');
  });

  it('explain by the recipe why validation may be better than training', () => {
    const above: Row[] = [[0.5, 0.84, 0.4, 0.87]]; // oxfmt-ignore
    expect(textOf(run(above), 'validationAbove')).toBe(
      'Validation accuracy is 3.00 points above training accuracy in epoch 1, which was kept. Training figures are means over an ' +
        'epoch in which the weights got better; the validation images may also be easier ones.',
    );
    const layer = {
      type: 'dropout',
      name: 'dropout1',
      output: [10],
      parameters: 0,
      multiplyAdds: 0,
      layers: [],
    };
    const block = { ...layer, type: 'residual', name: 'residual1', layers: [layer] };
    const architecture = { multiplyAdds: 1, layers: [block] };
    const recipe = { model: 'cnn', mix: { type: 'mixup' }, augment: [{ type: 'flip' }] };
    expect(textOf(run(above, { record: { architecture, recipe } }), 'validationAbove')).toContain(
      'Training figures are taken with dropout, augmentation and mixed images, and are means over an epoch',
    );
    const barely: Row[] = [[0.5, 0.869, 0.4, 0.87]]; // oxfmt-ignore
    expect(kinds(run(barely))).toEqual(['gap']);
  });

  it('say nothing without epochs, and that nothing can be said without validation', () => {
    const made = run(overfitted);
    expect(curveNotes({ ...made, history: [] })).toEqual([]);
    const history = made.history.map(({ val: _, ...entry }) => entry);
    expect(kinds({ ...made, history })).toEqual(['noValidation']);
  });
});

describe('diagnosisOf', () => {
  it('names the classes that were taken for each other, both directions together', () => {
    const made = run(overfitted);
    const names = made.record.data.classNames;
    const confusion = names.map((_, label) => names.map((__, at): number => (label === at ? 900 : 0)));
    confusion[6]![0] = 70;
    confusion[0]![6] = 30;
    confusion[4]![2] = 99;
    const result = { ...made.record.result!, test: { ...made.record.result!.test, confusion } };
    const diagnosis = diagnosisOf({ ...made, record: { ...made.record, result } });
    expect(diagnosisTexts(diagnosis).slice(2)).toEqual([
      'T-shirt/top and Shirt: 100 test images taken for each other, 30 of T-shirt/top and 70 of Shirt.',
      'Pullover and Coat: 99 test images taken for each other, 0 of Pullover and 99 of Coat.',
    ]);
  });

  it('reads the curves of a run that failed', () => {
    const failed = fixtureRun({ name: 'failed', hits: 9000, status: 'failed' });
    expect(diagnosisOf(failed)).toMatchObject({ confused: [], curves: [{ kind: 'gap' }] });
  });
});
