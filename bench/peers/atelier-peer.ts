/** Atelier as a peer of its peers: the same conversation, in a process of its own (see README.md). */
import { elementCount } from '../../src/core/shape.ts';
import { AtelierContender } from '../atelier-contender.ts';
import type { PeerSetup } from './peer-process.ts';
import { serve } from './serve.ts';

await serve('Atelier', async (request) => {
  const { model, batch, threads } = request as unknown as PeerSetup;
  const contender = await AtelierContender.create(model, batch, threads);
  const parameters = contender.training.state
    .filter(({ role }) => role === 'parameter')
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
  return {
    facts: { parameters, threads },
    run: async (steps) => ({ stepMs: await contender.run(steps), loss: contender.loss }),
  };
});
