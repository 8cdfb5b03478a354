import type { Initializer } from '../initializer.ts';

/** Uniform in ±√(6 / fanIn), for ReLU (He et al. 2015). */
export const heUniform: Initializer = (data, stream, fanIn) => {
  const limit = Math.sqrt(6 / fanIn);
  for (let index = 0; index < data.length; index++) data[index] = stream.uniform(-limit, limit);
};
