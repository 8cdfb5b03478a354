import type { Initializer } from './index.ts';

/** All 1. */
export const ones: Initializer = (data) => {
  data.fill(1);
};
