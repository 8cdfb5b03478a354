import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { optimize } from '../tune/optimize.ts';
import { openStudy } from '../tune/study.ts';
import type { StudyStorage } from '../tune/storage.ts';
import { studyDefinitionSchema, type StudyDefinition, type StudyOptions } from '../tune/study-definition.ts';
import { claimOf, testTrials } from './test-storage-trials.ts';

const options: StudyOptions = {
  name: 'sphere',
  space: { x: { type: 'float', low: -5, high: 5 }, kind: { type: 'choice', values: ['a', 'b', true, 3] } },
  objectives: [{ metric: 'loss', direction: 'minimize' }],
  budget: { trials: 12 },
  task: { recipe: ['mlp', null, { depth: 2.5 }], ünïcode: '"\\\u0000\u{1F600}' },
};
const definition = studyDefinitionSchema.parse(options);

/**
 * What every storage of studies must do.
 *
 * @param begin makes a place for studies, empty, and gives what opens it; it may be opened several times
 * @param skipped why it cannot be tested here
 */
export function testStorage(
  name: string,
  begin: () => Promise<() => Promise<StudyStorage>>,
  skipped?: string,
): void {
  describe.skipIf(skipped !== undefined)(
    `studies in ${name}${skipped === undefined ? '' : ` (${skipped})`}`,
    () => {
      let open: () => Promise<StudyStorage>;
      const opened: StudyStorage[] = [];
      let storage: StudyStorage;
      const again = async () => {
        const other = await open();
        opened.push(other);
        return other;
      };
      beforeEach(async () => {
        open = await begin();
        storage = await again();
      });
      afterEach(async () => {
        for (const each of opened.splice(0)) await each.close();
      });

      /** A study, and its trials as another one who has opened the storage sees them. */
      const begun = async (changed: Partial<StudyDefinition> = {}) => {
        const { id } = await storage.createStudy({ ...definition, ...changed });
        const take = async (worker = 'w', limit = Infinity) => (await storage.claim(id, { worker, limit }))!;
        const trials = async () => (await (await again()).changes(id, 0)).trials;
        return { id, take, trials };
      };

      it('gives studies back as they were made', async () => {
        const before = Date.now();
        const made = await storage.createStudy(definition);
        const other = await again();
        expect(await other.readStudy('sphere')).toEqual(made);
        expect(made).toMatchObject({ definition, stopRequested: false });
        expect(Math.abs(made.createdAt - before)).toBeLessThan(60_000);
        expect(await other.readStudy('cube')).toBeUndefined();
        await expect(other.createStudy(definition)).rejects.toThrow('there is a study sphere already');
      });

      it('lists studies, oldest first, with counts', async () => {
        expect(await storage.listStudies()).toEqual([]);
        const { id, take } = await begun();
        await begun({ name: 'cube' });
        await take();
        await storage.finish(claimOf(id, await take()), { state: 'complete', values: [1] });
        await storage.enqueue(id, [{}, {}]);
        const none = { queued: 0, running: 0, complete: 0, pruned: 0, failed: 0, stale: 0 };
        expect(
          (await storage.listStudies()).map(({ definition: { name }, counts }) => ({ name, counts })),
        ).toEqual([
          { name: 'sphere', counts: { ...none, queued: 2, running: 1, complete: 1 } },
          { name: 'cube', counts: none },
        ]);
      });

      it('changes the budget and nothing else', async () => {
        const { id } = await begun();
        await storage.updateBudget(id, { minutes: 0.5 });
        expect(await (await again()).readStudy('sphere')).toMatchObject({
          id,
          definition: { ...definition, budget: { minutes: 0.5 } },
        });
        expect((await storage.readStudy('sphere'))!.definition.budget).toEqual({ minutes: 0.5 });
      });

      it('deletes a study with its trials, and never gives its id again', async () => {
        const { id, take } = await begun();
        const kept = await begun({ name: 'cube' });
        await kept.take();
        const trial = await take();
        await storage.deleteStudy(id);
        await storage.deleteStudy(id);
        expect(await storage.readStudy('sphere')).toBeUndefined();
        const gone = 'the study has been deleted';
        await expect(storage.changes(id, 0)).rejects.toThrow(gone);
        await expect(storage.isStopRequested(id)).rejects.toThrow(gone);
        await expect(take()).rejects.toThrow(gone);
        await expect(storage.heartbeat(claimOf(id, trial))).rejects.toThrow(gone);
        await expect(storage.enqueue(id, [{}])).rejects.toThrow(gone);
        await expect(storage.updateBudget(id, {})).rejects.toThrow(gone);
        const anew = await begun();
        expect(anew.id).toBeGreaterThan(kept.id);
        expect(await anew.trials()).toEqual([]);
        expect(await kept.trials()).toHaveLength(1);
      });

      it('never gives the id of the newest study again either', async () => {
        const { id } = await begun();
        await storage.deleteStudy(id);
        expect((await begun()).id).toBeGreaterThan(id);
      });

      it('tells workers to stop, and takes it back', async () => {
        const { id, take } = await begun();
        const claim = claimOf(id, await take());
        expect([await storage.isStopRequested(id), await storage.heartbeat(claim)]).toEqual([false, 'kept']);
        await storage.requestStop(id, true);
        const other = await again();
        expect([await other.isStopRequested(id), await other.heartbeat(claim)]).toEqual([true, 'stop']);
        expect((await other.readStudy('sphere'))!.stopRequested).toBe(true);
        await storage.requestStop(id, false);
        expect([await other.isStopRequested(id), await other.heartbeat(claim)]).toEqual([false, 'kept']);
      });

      it('tells what has changed since', async () => {
        const { id, take } = await begun();
        const first = await storage.changes(id, 0);
        expect(first.trials).toEqual([]);
        const [a, b] = [await take(), await take()];
        const second = await storage.changes(id, first.revision);
        expect(second.trials).toEqual([a, b]);
        expect(second.revision).toBeGreaterThan(first.revision);
        await storage.enqueue(id, [{ x: 1 }]);
        await storage.report(claimOf(id, a), { step: 1, value: 2 });
        const third = await storage.changes(id, second.revision);
        expect(third.trials.map(({ number }) => number)).toEqual([0, 2]);
        expect(third.trials[0]!.reports).toEqual([{ step: 1, value: 2 }]);
        expect(await storage.changes(id, third.revision)).toEqual({ revision: third.revision, trials: [] });
        expect((await storage.changes(id, 0)).trials.map(({ number }) => number)).toEqual([0, 1, 2]);
      });

      testTrials({ begun, again, storage: () => storage });

      it('tells a worker that its study was deleted meanwhile', async () => {
        const study = await openStudy(storage, options);
        const deleting = optimize(study, async ({ number }) => {
          if (number === 2) await (await again()).deleteStudy(study.id);
          return number;
        });
        await expect(deleting).rejects.toThrow('the study has been deleted');
        expect(await storage.listStudies()).toEqual([]);
      });

      it('serves a study from its beginning to its end', async () => {
        const study = await openStudy(storage, options);
        await optimize(study, ({ params, number }) => (number === 2 ? Number.NaN : Number(params['x']) ** 2));
        expect(study.isDone).toBe(true);
        const resumed = await openStudy(await again(), { ...options, budget: { trials: 15 } });
        expect(resumed.trials).toEqual(study.trials);
        expect(resumed.best).toEqual(study.best);
        await optimize(resumed, () => 1);
        expect(resumed.trials).toHaveLength(15);
        expect(resumed.trials[2]!.failure).toEqual({ kind: 'diverged', message: 'loss is NaN' });
      });
    },
  );
}
