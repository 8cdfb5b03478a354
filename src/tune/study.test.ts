import { describe, expect, it } from 'vitest';
import { optimize } from './optimize.ts';
import { memoryStorage } from './storages/memory-storage.ts';
import { openStudy } from './study.ts';
import type { StudyOptions } from './study-definition.ts';

const sphere: StudyOptions = {
  name: 'sphere',
  space: { x: { type: 'float', low: -5, high: 5 }, y: { type: 'float', low: -5, high: 5 } },
  budget: { trials: 20 },
};

const valueOf = (params: Readonly<Record<string, unknown>>) =>
  Number(params['x']) ** 2 + Number(params['y']) ** 2;

describe('a study', () => {
  it('is done when its budget is used up, and finds the best', async () => {
    const study = await openStudy(memoryStorage(), sphere);
    await optimize(study, ({ params }) => valueOf(params));
    expect(study.isDone).toBe(true);
    expect(study.trials.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    const values = study.trials.map((trial) => trial.values![0]!);
    expect(study.best!.values![0]).toBe(Math.min(...values));
    expect(await study.ask()).toBeUndefined();
  });

  it('counts its budget in all, and suggests the same after a resume', async () => {
    const whole = await openStudy(memoryStorage(), sphere);
    await optimize(whole, ({ params }) => valueOf(params));
    const storage = memoryStorage();
    const begun = await openStudy(storage, { ...sphere, budget: { trials: 7 } });
    await optimize(begun, ({ params }) => valueOf(params));
    const resumed = await openStudy(storage, sphere);
    await optimize(resumed, ({ params }) => valueOf(params));
    expect(resumed.trials).toHaveLength(20);
    expect(resumed.trials.map(({ params }) => params)).toEqual(whole.trials.map(({ params }) => params));
  });

  it('gives trials back when it is interrupted, and takes them up again with the same parameters', async () => {
    const storage = memoryStorage();
    const study = await openStudy(storage, sphere);
    const abort = new AbortController();
    const work = optimize(
      study,
      (trial, signal) => {
        if (trial.number < 3) return valueOf(trial.params);
        abort.abort(new Error('enough'));
        signal.throwIfAborted();
        return 0;
      },
      { signal: abort.signal },
    );
    await expect(work).rejects.toThrow('enough');
    expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete', 'queued']);
    const { params } = study.trials[3]!;
    const again = await study.ask();
    expect([again!.number, again!.attempt, again!.params]).toEqual([3, 2, params]);
  });

  it('tells the pruner, and notes what diverged', async () => {
    const study = await openStudy(memoryStorage(), {
      ...sphere,
      pruner: { type: 'threshold', upper: 1 },
      budget: { trials: 3 },
    });
    await optimize(study, async (trial) => {
      if (trial.number === 0) return Number.NaN;
      await trial.report(1, trial.number === 1 ? 2 : 0.5);
      const reason = await trial.pruneReason();
      if (reason === undefined) return 0.5;
      await trial.addFacts({ reason });
      await trial.prune();
      return undefined;
    });
    expect(study.trials.map(({ state }) => state)).toEqual(['failed', 'pruned', 'complete']);
    expect(study.trials[0]!.failure).toEqual({ kind: 'diverged', message: 'value is NaN' });
    expect(study.trials[1]!.facts).toEqual({ reason: '2 at step 1 is above 1' });
  });

  it('does not prune a trial that has taken all its steps', async () => {
    const pruner = { type: 'threshold', upper: 1 };
    const study = await openStudy(memoryStorage(), { ...sphere, pruner, steps: 2 });
    const trial = (await study.ask())!;
    await trial.report(1, 5);
    expect(await trial.pruneReason()).toBe('5 at step 1 is above 1');
    await trial.report(2, 5);
    expect(await trial.pruneReason()).toBeUndefined();
  });

  it('goes on after an objective that throws, but not for ever', async () => {
    const study = await openStudy(memoryStorage(), sphere);
    const work = optimize(study, ({ number }) => {
      if (number === 1 || number >= 4) throw new Error(`no disk ${number}`);
      return 1;
    });
    await expect(work).rejects.toThrow('no disk 6');
    expect(study.trials.map(({ state }) => state).join(' ')).toBe(
      'complete failed complete complete failed failed failed',
    );
  });

  it('tries first what someone chose', async () => {
    const study = await openStudy(memoryStorage(), sphere);
    expect(await study.enqueue({ x: 0, y: 0 }, { x: 1 })).toEqual([0, 1]);
    expect((await study.ask())!.params).toEqual({ x: 0, y: 0 });
    expect((await study.ask())!.params).toEqual({ x: 1, y: expect.any(Number) as number });
    await expect(study.enqueue({ x: 9 })).rejects.toThrow('params: x cannot be 9');
    await expect(study.enqueue({ z: 9 })).rejects.toThrow('params: there is no parameter z');
  });

  it('refuses what makes no sense, in words', async () => {
    const study = await openStudy(memoryStorage(), { ...sphere, budget: { trials: 2 } });
    await expect(study.enqueue({ x: 1 }, { x: 2 }, { x: 3 })).rejects.toThrow('no room for 3 more trials');
    await expect(optimize(study, () => 1, { concurrency: 0 })).rejects.toThrow(
      'concurrency: expected a positive',
    );
    const trial = await study.ask();
    await expect(trial!.tell('3' as never)).rejects.toThrow('trial 0: "3" is no value');
    await expect(trial!.tell([1, 2])).rejects.toThrow('got 2 values for 1 objectives');
    await trial!.tell(1);
    await expect(trial!.tell(1)).rejects.toThrow('trial 0: it has ended already');
    const throwing = () => {
      // oxlint-disable-next-line typescript/only-throw-error
      throw undefined;
    };
    const many = await openStudy(memoryStorage(), sphere);
    await expect(optimize(many, throwing)).rejects.toThrow('threw undefined');
    expect(many.trials).toHaveLength(3);
    const space = JSON.parse('{"__proto__":{"type":"float","low":0,"high":1}}') as StudyOptions['space'];
    await expect(openStudy(memoryStorage(), { ...sphere, space })).rejects.toThrow(
      'cannot be called __proto__',
    );
  });

  it('refuses to go on by another definition', async () => {
    const storage = memoryStorage();
    await openStudy(storage, sphere);
    await expect(openStudy(storage, { ...sphere, seed: 1 })).rejects.toThrow(
      'study sphere: it was begun with another seed',
    );
  });
});
