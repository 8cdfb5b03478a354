import type { Initializer } from '../initializer.ts';

/** Normal with standard deviation √(2 / fanIn), for ReLU (He et al. 2015); not truncated, as in PyTorch. */
export const heNormal: Initializer = (data, stream, fanIn) => {
  const deviation = Math.sqrt(2 / fanIn);
  for (let index = 0; index < data.length; index++) data[index] = deviation * stream.normal();
};
