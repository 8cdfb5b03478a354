import { describe, expect, it, vi } from 'vitest';
import { InternalError } from '../core/errors.ts';
import { ndArray, type NdArray } from '../core/nd-array.ts';
import { parseOptions } from '../core/parse-options.ts';
import { crop } from '../data/augment/crop.ts';
import { augmentationDefinitions } from '../data/augment/index.ts';
import { flip } from '../data/augment/flip.ts';
import type { PreparationWork } from '../data/batch-preparer.ts';
import { cutMix } from '../data/mix/cut-mix.ts';
import { mixDefinitions } from '../data/mix/index.ts';
import { mixup } from '../data/mix/mixup.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential } from '../nn/model.ts';
import { adam } from '../optim/optimizers/adam.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { tinyData } from '../testing/tiny-data.ts';
import { BatchSource } from './batch-source.ts';
import { initialState } from './initial-state.ts';
import { prepareInThread } from './preparer.node.ts';
import { prepareInPlace, type StartPreparer } from './preparer.ts';
import { trainingSchema, type TrainingOptions } from './recipe.ts';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from './snapshot.ts';
import { Trainer } from './trainer.ts';
import { buildTrainingGraph } from './training-graph.ts';

const data = tinyData({ side: 6, classes: 3, train: 100, test: 12 });
const model = sequential({ input: [6, 6, 1], classes: 3 }, [
  flatten(),
  dense({ units: 6, activation: 'relu' }),
  dense({ units: 3 }),
]);

const training = (changes: Partial<TrainingOptions>) =>
  parseOptions(
    trainingSchema,
    {
      ...{ optimizer: adam({ learningRate: 0.01 }), epochs: 2, batchSize: 16, seed: 5 },
      validation: { count: 20 },
      ...changes,
    },
    'training',
  );

/** Every augmentation with its defaults, and every way to mix; and some together. */
const pipelines: [string, Partial<TrainingOptions>][] = [
  ...augmentationDefinitions.map(({ type }): [string, Partial<TrainingOptions>] => [
    type,
    { augment: [{ type }] },
  ]),
  ...mixDefinitions.map(({ type }): [string, Partial<TrainingOptions>] => [type, { mix: { type } }]),
  [
    'several',
    { augment: [flip(), crop()], mix: mixup({ alpha: 1, probability: 0.5 }), sampling: 'balanced' },
  ],
  ['balanced sampling', { sampling: 'balanced' }],
];

const trainer = (changes: Partial<TrainingOptions>, startPreparer?: StartPreparer, snapshot?: Snapshot) =>
  new Trainer({
    ...{ model, training: training(changes), data, provider: cpuProvider, threads: 1, blockSize: undefined },
    ...(startPreparer ? { startPreparer } : {}),
    ...(snapshot ? { snapshot } : {}),
  });

/** Trains until so many events have come, or to the end. */
async function train(subject: Trainer, events = Infinity): Promise<Snapshot> {
  let seen = 0;
  for await (const _ of subject.run()) if (++seen === events) break;
  await subject.release();
  return subject.snapshot();
}

const bits = ({ state }: Snapshot) =>
  Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [name, [...new Uint32Array(tensor.slice().buffer)]]),
  );

const losses = ({ progress }: Snapshot) => progress.history.map(({ train }) => train);

describe('training on prepared batches', () => {
  it.each(pipelines)('goes on from anywhere to the same bits with %s', async (_, changes) => {
    const whole = await train(trainer(changes));
    expect(whole.progress.epoch).toBe(2);
    for (const events of [1, 3, 7]) {
      const stopped = trainer(changes);
      const snapshot = await train(stopped, events);
      const { state: tensors } = stopped.graph;
      const read = decodeSnapshot(encodeSnapshot(snapshot, tensors), tensors, 'test');
      const resumed = await train(trainer(changes, prepareInPlace, read));
      expect(bits(resumed)).toEqual(bits(whole));
      expect(losses(resumed)).toEqual(losses(whole));
    }
  });

  it('gives the same bits whether a thread prepares or not', async () => {
    const [, changes] = pipelines.find(([name]) => name === 'several')!;
    const here = await train(trainer(changes));
    const there = await train(trainer(changes, prepareInThread));
    expect(bits(there)).toEqual(bits(here));
    const resumed = await train(trainer(changes, prepareInThread, await train(trainer(changes), 4)));
    expect(bits(resumed)).toEqual(bits(here));
  });

  it('gives the same bits for a pipeline that does nothing as without one', async () => {
    const plain = await train(trainer({}));
    const idle = await train(trainer({ augment: [flip({ probability: 0 })] }));
    expect(bits(idle)).toEqual(bits(plain));
    const changed = await train(trainer({ augment: [flip()] }));
    expect(bits(changed)).not.toEqual(bits(plain));
  });

  it('mixes with probability 0 as if it did not', async () => {
    const [plain, idle] = [
      await train(trainer({})),
      await train(trainer({ mix: mixup({ probability: 0 }) })),
    ];
    const [one, other] = [losses(plain)[0]!, losses(idle)[0]!];
    // Targets are computed in another way, so that last bits differ.
    expect(other.loss).toBeCloseTo(one.loss, 5);
    expect(other.accuracy).toBeCloseTo(one.accuracy, 5);
  });

  it('says before it trains that an augmentation does not go with the images', () => {
    expect(() => trainer({ augment: [flip(), crop({ padding: 6, mode: 'reflect' })] })).toThrow(
      'augment[1].padding: 6 pixels cannot be reflected from images of 6 × 6',
    );
  });
});

describe('the loss and the accuracy of a mixed example', () => {
  const options = { optimizer: adam({ learningRate: 0.01 }) };
  const one = (name: string, data: readonly number[], shape: readonly number[] = [1]) => [
    name,
    ndArray(shape, data),
  ];
  const image = Array.from({ length: 36 }, (_, index) => 7 * index);
  const weights = initialState(buildTrainingGraph(model, options, 1).state, 3);
  const evaluate = (changes: Partial<TrainingOptions>, inputs: unknown[][]) => {
    const { graph, state } = buildTrainingGraph(model, { ...options, ...training(changes) }, 1);
    const { loss, correct } = evaluateGraph(graph, {
      ...Object.fromEntries(state.map(({ name, shape }) => [name, ndArray(shape, weights[name])])),
      ...{ stepSize: ndArray([], [0.01]), epsilon: ndArray([], [1e-8]) },
      ...(Object.fromEntries([one('indices', [0]), ...inputs]) as Record<string, NdArray>),
    });
    return { loss: loss!.data[0]!, correct: correct!.data[0]! };
  };
  const plain = (label: number) => evaluate({}, [one('labels', [label]), one('images', image, [1, 6, 6, 1])]);

  it.each([0, 0.25, 1])('are those of its two labels by their shares, %f', (share) => {
    for (const [label, other] of [
      [0, 1],
      [1, 2],
      [2, 0],
      [1, 1],
    ] as const) {
      const mixed = evaluate({ mix: mixup() }, [
        one('labels', [label, other], [2]),
        one('partners', [1]),
        one('shares', [share], [1, 1]),
        one('preparedImages', image, [1, 6, 6, 1]),
      ]);
      const [a, b] = [plain(label), plain(other)];
      expect(mixed.loss).toBeCloseTo(share * a.loss + (1 - share) * b.loss, 10);
      expect(mixed.correct).toBeCloseTo(share * a.correct + (1 - share) * b.correct, 10);
    }
    expect([0, 1, 2].map((label) => plain(label).correct).sort()).toEqual([0, 0, 1]);
  });
});

describe('BatchSource', () => {
  const source = (changes: Partial<TrainingOptions>, startPreparer = prepareInPlace) => {
    const train = Int32Array.from({ length: 100 }, (_, index) => index);
    return new BatchSource({ data, train, training: training(changes), startPreparer });
  };

  const changes = { augment: [flip()], mix: cutMix() };

  it('gives the same bytes for a step, whatever it is taken with', async () => {
    const subject = source(changes);
    const steps = new Map<number, string>();
    for (let step = 0; step < 14; step++) {
      const { prepared, batchSize } = await source(changes).take(step, 1);
      steps.set(step, [...prepared!.images].join());
      expect(batchSize).toBe(step % 7 === 6 ? 4 : 16);
    }
    for (let step = 0; step < 14;) {
      const taken = await subject.take(step, 3);
      const bytes = taken.prepared!.images.length / taken.steps;
      for (let index = 0; index < taken.steps; index++) {
        const images = taken.prepared!.images.subarray(index * bytes, (index + 1) * bytes);
        expect([...images].join()).toBe(steps.get(step + index));
      }
      step += taken.steps;
    }
    await subject.close();
  });

  it('prepares one chunk ahead and no further, and not beyond the end', async () => {
    const asked: [number, number][] = [];
    const counting: StartPreparer = (work) => {
      const inner = prepareInPlace(work);
      return {
        ...inner,
        prepare: (request) => {
          asked.push([request.epoch, request.position]);
          return inner.prepare(request);
        },
      };
    };
    const subject = source(changes, counting);
    await subject.take(0, 2);
    expect(asked).toEqual([
      [0, 0],
      [0, 32],
    ]);
    // Another place than expected: what was prepared ahead is not taken.
    const { indices } = await subject.take(12, 2);
    expect(indices).toEqual((await source(changes).take(12, 1)).indices);
    expect(asked.slice(2)).toEqual([
      [1, 80],
      [1, 96],
    ]);
    await subject.take(13, 2);
    expect(asked).toHaveLength(4);
  });
});

describe('a thread that prepares', () => {
  const work: PreparationWork = {
    images: data.train.images,
    imageShape: [6, 6, 1],
    augment: [flip({ probability: 1 })],
    seed: 1,
  };
  const request = { epoch: 0, position: 0, batchSize: 1, indices: Int32Array.of(3) };

  it('leaves the images that it was given', async () => {
    const preparer = prepareInThread(work);
    const { images } = await preparer.prepare(request);
    expect(images).toEqual((await prepareInPlace(work).prepare(request)).images);
    expect(data.train.images.length).toBe(100 * 36);
    await preparer.close();
  });

  it('leaves an answer that is on its way when it is closed', async () => {
    const preparer = prepareInThread(work);
    await preparer.prepare(request);
    const asked = preparer.prepare(request);
    const answered = vi.fn();
    asked.then(answered, answered);
    // The other thread answers while this one is busy.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    await preparer.close();
    expect(answered).not.toHaveBeenCalled();
  });

  it('tells its errors', async () => {
    const broken = prepareInThread({ ...work, augment: [{ type: 'spin' }] });
    await expect(broken.prepare(request)).rejects.toThrow('no augmentation of type spin');
    await expect(broken.prepare(request)).rejects.toThrow('no augmentation of type spin');
    await broken.close();
    const refusing = prepareInThread(work);
    const impossible = { ...request, indices: undefined as never };
    await expect(refusing.prepare(impossible)).rejects.toThrow('Cannot read properties of undefined');
    // An error of one request is not that of the next.
    expect((await refusing.prepare(request)).images).toHaveLength(36);
    await refusing.close();
  });

  it('tells errors to training', async () => {
    const failing: StartPreparer = () => ({
      prepare: () => Promise.reject(new InternalError('no paint left')),
      close: () => Promise.resolve(),
    });
    const subject = trainer({ augment: [flip()] }, failing);
    await expect(train(subject)).rejects.toThrow('no paint left');
    await subject.release();
  });
});
