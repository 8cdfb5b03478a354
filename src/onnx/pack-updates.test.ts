import { describe, expect, it } from 'vitest';
import type { DType, TypedArray } from '../core/dtype.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { batchNorm } from '../nn/layers/batch-norm.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential } from '../nn/model.ts';
import { add } from '../ops/add.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { squareRoot } from '../ops/square-root.ts';
import { ema } from '../optim/averages/ema.ts';
import type { OptimizerSpec } from '../optim/optimizer.ts';
import { optimizerDefinitions, optimizerSchema } from '../optim/optimizers/index.ts';
import { updateNumbers } from '../optim/update-numbers.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { initialState } from '../train/initial-state.ts';
import { buildTrainingGraph, type TrainingGraph } from '../train/training-graph.ts';
import { lowerToScan } from './lower-scan.ts';
import { packUpdates } from './pack-updates.ts';

const BATCH = 4;
const STEPS = 3;
// Sizes that fill no vector of the processor evenly, so that every remainder is met.
const model = sequential({ input: [5, 5, 1], classes: 3 }, [
  flatten(),
  dense({ units: 37 }),
  batchNorm(),
  dense({ units: 13, activation: 'tanh' }),
  batchNorm({ momentum: 0.8 }),
  dense({ units: 7 }),
  batchNorm(),
  dense({ units: 3 }),
]);

/** The state after a few steps on the runtime. */
async function train({ state, signature, scalars }: TrainingGraph, graph: Graph, optimizer: OptimizerSpec) {
  const numbers = updateNumbers(optimizer);
  const values = Array.from({ length: STEPS }, (_, step) =>
    numbers.at({ step, steps: STEPS, stepsPerEpoch: STEPS, history: [] }),
  );
  const tensor = (shape: readonly number[], data: TypedArray, dtype: DType = 'float32') => ({
    dtype,
    shape,
    data,
  });
  const pixels = Uint8Array.from({ length: BATCH * 25 }, (_, index) => (index * 77) % 251);
  const indices = Int32Array.from({ length: STEPS * BATCH }, (_, index) => (index * 3) % BATCH);
  const first = initialState(state, 3);
  const session = await cpuProvider.createSession(lowerToScan(graph, signature), { threads: 1 });
  const results = await session.run({
    images: tensor([BATCH, 5, 5, 1], pixels, 'uint8'),
    labels: tensor([BATCH], Int32Array.of(0, 2, 1, 2), 'int32'),
    indices: tensor([STEPS, BATCH], indices, 'int32'),
    ...Object.fromEntries(state.map(({ name, shape }) => [name, tensor(shape, first[name]!)])),
    ...Object.fromEntries(
      scalars.map((name) => [
        name,
        tensor(
          [STEPS],
          Float32Array.from(values, (value) => value[name]!),
        ),
      ]),
    ),
  });
  await session.release();
  return state.map(({ name }) => [name, results[`${name}_next`]!.data] as const);
}

const count = (graph: Graph, op: string) => graph.nodes.filter(({ op: { name } }) => name === op).length;

describe('packUpdates', () => {
  const around = { average: ema({ decay: 0.9 }), lookahead: { steps: 2 }, weightDecay: 0.01 };
  const options: Record<string, object> = {
    adam: { amsgrad: true, clip: { value: 0.01 } },
    rmsprop: { centered: true, momentum: 0.9 },
    sgd: { momentum: 0.9, nesterov: true },
  };

  it.each(optimizerDefinitions.map(({ type }) => type))('changes no bit of what %s does', async (type) => {
    for (const more of [{}, { ...around, ...options[type] }]) {
      const optimizer = optimizerSchema.parse({ type, ...more });
      const training = buildTrainingGraph(model, { optimizer }, BATCH);
      const packed = packUpdates(training.graph);
      expect(packed.nodes.length).toBeLessThan(training.graph.nodes.length);
      const expected = await train(training, training.graph, optimizer);
      expect(await train(training, packed, optimizer)).toEqual(expected);
    }
  });

  it('computes the roots of all vectors at once, whose updates are alike', () => {
    const training = buildTrainingGraph(model, { optimizer: optimizerSchema.parse({ type: 'adam' }) }, BATCH);
    expect(count(training.graph, 'squareRoot')).toBe(4 * 2 + 3 * 2);
    expect(count(packUpdates(training.graph), 'squareRoot')).toBe(1);
  });

  const build = (write: (graph: Graph, x: (name: string, size: number) => Value) => void) => {
    const graph = new Graph('updates');
    write(graph, (name, size) => graph.input(name, 'float32', [size]));
    return graph;
  };

  it('leaves alone what other nodes depend on, and large tensors', () => {
    const graph = build((graph, x) => {
      for (const name of ['a', 'b']) {
        const root = squareRoot(x(name, 6));
        graph.output(`${name}.sum`, reduceSum(root, { axes: [0] }));
        graph.output(`${name}.double`, multiply(root, 2));
        graph.output(`${name}.large`, squareRoot(x(`${name}.large`, 5000)));
      }
    });
    const packed = packUpdates(graph);
    expect([count(packed, 'squareRoot'), count(packed, 'multiply')]).toEqual([4, 1]);
  });

  it('does not put together what differs in more than its tensors', () => {
    const graph = build((graph, x) => {
      const number = graph.input('number', 'float32', []);
      graph.output('a', multiply(x('x', 2), 2));
      graph.output('b', multiply(x('y', 3), 3));
      graph.output('c', multiply(x('z', 3), number));
      const [both] = [x('both', 3)];
      graph.output('d', add(both, both));
      graph.output('e', add(x('one', 3), x('other', 3)));
    });
    expect(printGraph(packUpdates(graph))).toBe(printGraph(graph));
  });
});
