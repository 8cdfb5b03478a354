import type { Initializer } from '../initializer.ts';

/** Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010); the default of Keras. */
export const glorotUniform: Initializer = (data, stream, fanIn, fanOut) => {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  for (let index = 0; index < data.length; index++) data[index] = stream.uniform(-limit, limit);
};
