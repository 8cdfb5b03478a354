import { describe, expect, it } from 'vitest';
import { earlyStopping, earlyStoppingSchema } from './early-stopping.ts';

describe('earlyStopping', () => {
  it('has the defaults that it says it has', () => {
    expect(earlyStoppingSchema.parse(earlyStopping())).toEqual({
      monitor: 'val.loss',
      patience: 3,
      minDelta: 0,
      restoreBest: true,
    });
  });
});
