import type { Initializer } from './index.ts';

/** All 0. */
export const zeros: Initializer = (data) => {
  data.fill(0);
};
