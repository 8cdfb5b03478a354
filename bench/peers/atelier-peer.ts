/** Atelier as a peer of its peers: the same conversation, in a process of its own (see README.md). */
import { elementCount } from '../../src/core/shape.ts';
import { modelPresets } from '../../src/nn/presets/index.ts';
import { adam } from '../../src/optim/optimizers/adam.ts';
import { cpuProvider } from '../../src/runtime/cpu-provider.node.ts';
import { Classifier } from '../../src/train/classifier.ts';
import { initialState } from '../../src/train/initial-state.ts';
import type { StateTensor } from '../../src/train/state-tensor.ts';
import { buildTrainingGraph } from '../../src/train/training-graph.ts';
import { AtelierContender, randomExamples } from '../atelier-contender.ts';
import type { PeerSetup } from './peer-process.ts';
import { serve, type SetUp } from './serve.ts';
import { takeSteps } from './take-steps.ts';

const TEST_EXAMPLES = 10_000;

await serve('Atelier', (request) => {
  const setup = request as unknown as PeerSetup;
  return setup.task === 'evaluate' ? evaluation(setup) : training(setup);
});

async function training({ model, batch, threads }: PeerSetup): Promise<SetUp> {
  const contender = await AtelierContender.create(model, batch, threads);
  return {
    facts: { parameters: parameterCount(contender.training.state), threads },
    run: async (steps) => ({ stepMs: await contender.run(steps), loss: contender.loss }),
  };
}

/** A step is a whole evaluation, as a trainer makes it; the session is there already, as the peers' are. */
async function evaluation({ model, threads }: PeerSetup): Promise<SetUp> {
  const spec = modelPresets[model]({ input: [28, 28, 1], classes: 10 });
  const { state } = buildTrainingGraph(spec, { optimizer: adam() }, 2);
  const classifier = await Classifier.compile(spec, initialState(state, 1), cpuProvider, threads);
  const examples = randomExamples(TEST_EXAMPLES);
  const evaluate = async (): Promise<number> => {
    const evaluating = classifier.evaluate(examples);
    for (;;) {
      const { done, value } = await evaluating.next();
      if (done) return value.loss;
    }
  };
  return {
    facts: { parameters: parameterCount(state), threads },
    run: (steps) => takeSteps(evaluate, steps),
  };
}

function parameterCount(state: readonly StateTensor[]): number {
  return state
    .filter(({ role }) => role === 'parameter')
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
}
