import { expect, it } from 'vitest';
import type { StudyStorage, TrialClaim } from '../tune/storage.ts';
import type { Trial } from '../tune/trial.ts';

export const claimOf = (study: number, { number, attempts }: Trial): TrialClaim => ({
  study,
  number,
  attempt: attempts,
});

/** A storage that is tested. */
interface TestedStorage {
  readonly storage: () => StudyStorage;
  /** The same place, opened once more. */
  readonly again: () => Promise<StudyStorage>;
  /** A study, and its trials as another one who has opened the storage sees them. */
  readonly begun: () => Promise<{
    readonly id: number;
    readonly take: (worker?: string, limit?: number) => Promise<Trial>;
    readonly trials: () => Promise<readonly Trial[]>;
  }>;
}

/** What every storage must do with trials. */
export function testTrials({ storage, again, begun }: TestedStorage): void {
  it('queues trials, up to a limit', async () => {
    const { id, trials } = await begun();
    expect(await storage().enqueue(id, [{ x: 0.1, kind: true }, {}])).toEqual([0, 1]);
    expect(await storage().enqueue(id, [{ x: 1 }, { x: 2 }, { x: 3 }], 4)).toEqual([2, 3]);
    expect(await storage().enqueue(id, [{ x: 4 }], 4)).toEqual([]);
    expect(await storage().enqueue(id, [])).toEqual([]);
    const [queued] = await trials();
    expect((await trials()).map(({ fixed }) => fixed)).toEqual([
      { x: 0.1, kind: true },
      {},
      { x: 1 },
      { x: 2 },
    ]);
    const { queuedAt, ...rest } = queued!;
    expect(rest).toEqual({
      number: 0,
      state: 'queued',
      params: {},
      fixed: { x: 0.1, kind: true },
      reports: [],
      attempts: 0,
      losses: 0,
      facts: {},
    });
    expect(Math.abs(queuedAt - Date.now())).toBeLessThan(60_000);
  });

  it('queues thousands of trials at once', async () => {
    const { id, take } = await begun();
    const numbers = await storage().enqueue(
      id,
      Array.from({ length: 3000 }, (_, x) => ({ x })),
    );
    expect(numbers).toEqual(Array.from({ length: 3000 }, (_, index) => index));
    expect((await storage().changes(id, 0)).trials.map(({ fixed }) => fixed['x'])).toEqual(numbers);
    expect((await take()).number).toBe(0);
  });

  it('gives out what waits, lowest number first, then new trials up to a limit', async () => {
    const { id, take } = await begun();
    expect(await storage().claim(id, { worker: 'w' })).toBeUndefined();
    await storage().enqueue(id, [{ x: 1 }]);
    const first = await take('one', 1);
    expect(first).toMatchObject({
      number: 0,
      state: 'running',
      worker: 'one',
      attempts: 1,
      fixed: { x: 1 },
    });
    expect(first.startedAt).toBe(first.heartbeatAt);
    expect(await storage().claim(id, { worker: 'two', limit: 1 })).toBeUndefined();
    expect(await take('two', 3)).toMatchObject({ number: 1, worker: 'two', params: {}, fixed: {} });
    expect(await take('two', 3)).toMatchObject({ number: 2 });
    expect(await storage().claim(id, { worker: 'two', limit: 3 })).toBeUndefined();
    await storage().markStale(id, 60_000, ['one']);
    await storage().enqueue(id, [{}]);
    expect(await take('three')).toMatchObject({ number: 0, attempts: 2, losses: 1, worker: 'three' });
    expect(await take('three')).toMatchObject({ number: 3, attempts: 1 });
    expect(await take('three')).toMatchObject({ number: 4 });
  });

  it('gives out one trial by its number, where it waits', async () => {
    const { id } = await begun();
    await storage().enqueue(id, [{}, {}, {}]);
    const claim = (number: number) => storage().claim(id, { worker: 'w', number, limit: Infinity });
    expect(await claim(1)).toMatchObject({ number: 1, attempts: 1 });
    expect(await claim(1)).toBeUndefined();
    expect(await claim(3)).toBeUndefined();
    await storage().markStale(id, 60_000, ['w']);
    expect(await claim(1)).toMatchObject({ number: 1, attempts: 2 });
    expect((await storage().changes(id, 0)).trials.map(({ state }) => state)).toEqual([
      'queued',
      'running',
      'queued',
    ]);
  });

  it('keeps what a worker tells of its trial', async () => {
    const { id, take, trials } = await begun();
    const trial = await take();
    const claim = claimOf(id, trial);
    const params = { x: 0.1 + 0.2, kind: 'b' };
    const note = { tiny: 5e-324, huge: -1.7976931348623157e308, list: [null, true, '\u0000\uD800'] };
    expect(await storage().setParams(claim, params, note)).toBe('kept');
    expect(await storage().report(claim, { step: 2, value: 1 / 3 })).toBe('kept');
    expect(await storage().report(claim, { step: 1, value: -4 })).toBe('kept');
    expect(await storage().report(claim, { step: 2, value: 5 })).toBe('kept');
    expect(await storage().addFacts(claim, { run: 'runs/a "b"', epochs: 3 })).toBe('kept');
    expect(await storage().addFacts(claim, { epochs: { done: [4] } })).toBe('kept');
    expect(await storage().finish(claim, { state: 'complete', values: [1e-7, 2] })).toBe('kept');
    const [kept] = await trials();
    const { startedAt, heartbeatAt, endedAt, ...rest } = kept!;
    expect(rest).toEqual({
      number: 0,
      state: 'complete',
      params,
      fixed: {},
      note,
      values: [1e-7, 2],
      reports: [
        { step: 1, value: -4 },
        { step: 2, value: 5 },
      ],
      attempts: 1,
      losses: 0,
      worker: 'w',
      queuedAt: trial.queuedAt,
      facts: { run: 'runs/a "b"', epochs: { done: [4] } },
    });
    expect(startedAt).toBe(trial.startedAt);
    expect(heartbeatAt).toBeGreaterThanOrEqual(startedAt!);
    expect(endedAt).toBeGreaterThanOrEqual(heartbeatAt!);
  });

  it('keeps a note that is null, and one that is not said again', async () => {
    const { id, take, trials } = await begun();
    const claim = claimOf(id, await take());
    await storage().setParams(claim, { x: 1 }, null);
    expect((await trials())[0]!.note).toBeNull();
    await storage().setParams(claim, { x: 2 });
    expect((await trials())[0]).toMatchObject({ note: null, params: { x: 2 } });
  });

  it('keeps every way in which a trial ends', async () => {
    const { id, take, trials } = await begun();
    const failure = { kind: 'diverged', message: "loss is NaN; it's over\n" } as const;
    await storage().finish(claimOf(id, await take()), { state: 'pruned' });
    await storage().finish(claimOf(id, await take()), { state: 'pruned', values: [3] });
    await storage().finish(claimOf(id, await take()), { state: 'failed', failure });
    await storage().finish(claimOf(id, await take()), { state: 'queued' });
    const ends = (await trials()).map(({ state, values, failure: why, endedAt }) => ({
      state,
      values,
      why,
      ended: endedAt !== undefined,
    }));
    expect(ends).toEqual([
      { state: 'pruned', values: undefined, why: undefined, ended: true },
      { state: 'pruned', values: [3], why: undefined, ended: true },
      { state: 'failed', values: undefined, why: failure, ended: true },
      { state: 'queued', values: undefined, why: undefined, ended: false },
    ]);
  });

  it('takes nothing from a worker that has lost its trial', async () => {
    const { id, take, trials } = await begun();
    const claim = claimOf(id, await take('old'));
    await storage().markStale(id, 60_000, ['old']);
    const before = await trials();
    const everything = [
      () => storage().setParams(claim, { x: 1 }),
      () => storage().report(claim, { step: 1, value: 1 }),
      () => storage().addFacts(claim, { a: 1 }),
      () => storage().heartbeat(claim),
      () => storage().finish(claim, { state: 'complete', values: [1] }),
      () => storage().finish(claim, { state: 'queued' }),
    ];
    for (const write of everything) expect(await write()).toBe('lost');
    expect(await trials()).toEqual(before);
    await take('new');
    for (const write of everything) expect(await write()).toBe('lost');
    expect(await trials()).toMatchObject([{ state: 'running', worker: 'new', attempts: 2, params: {} }]);
    const missing = { ...claim, number: 7 };
    expect(await storage().report(missing, { step: 1, value: 1 })).toBe('lost');
  });

  it('goes on with an ended trial', async () => {
    const { id, take, trials } = await begun();
    const first = await take();
    const claim = claimOf(id, first);
    await storage().setParams(claim, { x: 3 }, 'note');
    await storage().report(claim, { step: 1, value: 2 });
    expect(await storage().reopen(id, 0)).toBe('lost');
    expect(await storage().reopen(id, 1)).toBe('lost');
    await storage().finish(claim, { state: 'failed', failure: { kind: 'error', message: 'no' } });
    expect(await storage().reopen(id, 0)).toBe('kept');
    expect(await storage().reopen(id, 0)).toBe('lost');
    const [reopened] = await trials();
    expect(reopened).toMatchObject({ state: 'queued', params: { x: 3 }, note: 'note', attempts: 1 });
    expect(Object.keys(reopened!)).not.toContain('failure');
    expect(Object.keys(reopened!)).not.toContain('endedAt');
    expect(await take('next')).toMatchObject({
      number: 0,
      attempts: 2,
      startedAt: first.startedAt!,
      reports: [{ step: 1, value: 2 }],
    });
  });

  it('marks as stale whose worker is silent or gone', async () => {
    const { id, take } = await begun();
    await take('gone');
    const ended = await take('gone');
    await storage().finish(claimOf(id, ended), { state: 'pruned' });
    const alive = await take('alive');
    expect(await storage().markStale(id, 60_000)).toEqual([]);
    expect(await storage().markStale(id, 60_000, ['gone', 'unknown'])).toEqual([0]);
    expect(await storage().markStale(id, 60_000, ['gone'])).toEqual([]);
    const silent = await take('silent');
    expect(silent.number).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await storage().heartbeat(claimOf(id, alive));
    expect(await storage().markStale(id, 1000)).toEqual([0]);
    expect((await storage().changes(id, 0)).trials.map(({ state, losses }) => [state, losses])).toEqual([
      ['stale', 2],
      ['pruned', 0],
      ['running', 0],
    ]);
  });

  it('gives every trial to one worker alone', async () => {
    const { id } = await begun();
    await storage().enqueue(id, [{}, {}, {}]);
    const others = [storage(), await again(), await again()];
    const claims = Array.from({ length: 24 }, (_, index) =>
      others[index % 3]!.claim(id, { worker: `w${index}`, limit: 20 }),
    );
    const taken = (await Promise.all(claims)).filter((trial) => trial !== undefined);
    expect(taken.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    );
  });

  it('loses nothing of what is written at once', async () => {
    const { id, take, trials } = await begun();
    const claim = claimOf(id, await take());
    const others = [storage(), await again()];
    const steps = Array.from({ length: 20 }, (_, index) => index + 1);
    await Promise.all(
      steps.flatMap((step) => [
        others[step % 2]!.report(claim, { step, value: step }),
        others[(step + 1) % 2]!.addFacts(claim, { [`fact${step}`]: step }),
      ]),
    );
    const [trial] = await trials();
    expect(trial!.reports.map(({ step }) => step)).toEqual(steps);
    expect(Object.keys(trial!.facts)).toHaveLength(20);
  });
}
