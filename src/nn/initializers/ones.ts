import type { Initializer } from '../initializer.ts';

/** All 1. */
export const ones: Initializer = (data) => {
  data.fill(1);
};
