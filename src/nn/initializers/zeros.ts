import type { Initializer } from '../initializer.ts';

/** All 0. */
export const zeros: Initializer = (data) => {
  data.fill(0);
};
