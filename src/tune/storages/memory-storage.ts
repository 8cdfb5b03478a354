import { InternalError, StorageError } from '../../core/errors.ts';
import type { Params } from '../space/parameter.ts';
import type {
  ClaimOptions,
  StoredStudy,
  StudyStorage,
  StudySummary,
  TrialClaim,
  TrialOutcome,
  WriteAnswer,
} from '../storage.ts';
import type { StudyDefinition } from '../study-definition.ts';
import { isEnded, trialStates, type Json, type Report, type Trial, type TrialState } from '../trial.ts';

interface Kept {
  study: StoredStudy;
  revision: number;
  readonly trials: Trial[];
  /** The revision of each trial's last change. */
  readonly changed: number[];
}

/**
 * Studies of this process alone, gone when it ends.
 *
 * @example const study = await openStudy(memoryStorage(), { name: 'sphere', space });
 */
export function memoryStorage(): StudyStorage {
  return new MemoryStorage();
}

class MemoryStorage implements StudyStorage {
  readonly place = 'memory';
  readonly #studies = new Map<number, Kept>();
  #lastId = 0;

  async createStudy(definition: StudyDefinition): Promise<StoredStudy> {
    if ((await this.readStudy(definition.name)) !== undefined) {
      throw new StorageError(`there is a study ${definition.name} already`, {
        value: definition.name,
        expected: 'a name that is not taken',
      });
    }
    const study = { id: ++this.#lastId, definition, stopRequested: false, createdAt: Date.now() };
    this.#studies.set(study.id, { study, revision: 0, trials: [], changed: [] });
    return study;
  }

  readStudy(name: string): Promise<StoredStudy | undefined> {
    const found = [...this.#studies.values()].find(({ study }) => study.definition.name === name);
    return Promise.resolve(found?.study);
  }

  listStudies(): Promise<StudySummary[]> {
    const summaries = [...this.#studies.values()].map(({ study, trials }) => {
      const counts = Object.fromEntries(trialStates.map((state) => [state, 0])) as Record<TrialState, number>;
      for (const { state } of trials) counts[state]++;
      return { ...study, counts };
    });
    return Promise.resolve(summaries);
  }

  updateBudget(id: number, budget: StudyDefinition['budget']): Promise<void> {
    const kept = this.#kept(id);
    kept.study = { ...kept.study, definition: { ...kept.study.definition, budget } };
    return Promise.resolve();
  }

  deleteStudy(id: number): Promise<void> {
    this.#studies.delete(id);
    return Promise.resolve();
  }

  requestStop(id: number, stopRequested: boolean): Promise<void> {
    const kept = this.#kept(id);
    kept.study = { ...kept.study, stopRequested };
    return Promise.resolve();
  }

  isStopRequested(id: number): Promise<boolean> {
    return Promise.resolve(this.#kept(id).study.stopRequested);
  }

  changes(id: number, since: number): Promise<{ revision: number; trials: readonly Trial[] }> {
    const { revision, trials, changed } = this.#kept(id);
    return Promise.resolve({ revision, trials: trials.filter(({ number }) => changed[number]! > since) });
  }

  enqueue(id: number, fixed: readonly Params[], limit = Infinity): Promise<readonly number[]> {
    const kept = this.#kept(id);
    const taken = fixed.slice(0, Math.max(0, limit - kept.trials.length));
    return Promise.resolve(taken.map((values) => this.#add(kept, values).number));
  }

  claim(id: number, { worker, number, limit = 0 }: ClaimOptions): Promise<Trial | undefined> {
    const kept = this.#kept(id);
    const waiting = kept.trials.find(
      (trial) =>
        (trial.state === 'queued' || trial.state === 'stale') &&
        (number === undefined || trial.number === number),
    );
    const room = number === undefined && kept.trials.length < limit;
    const trial = waiting ?? (room ? this.#add(kept, {}) : undefined);
    if (trial === undefined) return Promise.resolve(undefined);
    const now = Date.now();
    const { endedAt: _, failure: __, values: ___, ...rest } = trial;
    const attempts = trial.attempts + 1;
    const claimed: Trial = {
      ...rest,
      state: 'running',
      worker,
      attempts,
      startedAt: trial.startedAt ?? now,
      heartbeatAt: now,
    };
    return Promise.resolve(this.#write(kept, claimed));
  }

  reopen(id: number, number: number): Promise<WriteAnswer> {
    const kept = this.#kept(id);
    const trial = kept.trials[number];
    if (trial === undefined || !isEnded(trial)) return Promise.resolve('lost');
    const { endedAt: _, failure: __, values: ___, ...rest } = trial;
    this.#write(kept, { ...rest, state: 'queued' });
    return Promise.resolve('kept');
  }

  markStale(id: number, silenceMs: number, dead: readonly string[] = []): Promise<readonly number[]> {
    const kept = this.#kept(id);
    const since = Date.now() - silenceMs;
    const silent = kept.trials.filter(
      ({ state, heartbeatAt, worker }) =>
        state === 'running' && (heartbeatAt! < since || dead.includes(worker!)),
    );
    for (const trial of silent) this.#write(kept, { ...trial, state: 'stale', losses: trial.losses + 1 });
    return Promise.resolve(silent.map(({ number }) => number));
  }

  setParams(claim: TrialClaim, params: Params, note?: Json): Promise<WriteAnswer> {
    return this.#change(claim, () => ({ params, ...(note === undefined ? {} : { note }) }));
  }

  report(claim: TrialClaim, report: Report): Promise<WriteAnswer> {
    return this.#change(claim, ({ reports }) => ({
      reports: [...reports.filter(({ step }) => step !== report.step), report].sort(
        (a, b) => a.step - b.step,
      ),
      heartbeatAt: Date.now(),
    }));
  }

  addFacts(claim: TrialClaim, facts: Trial['facts']): Promise<WriteAnswer> {
    return this.#change(claim, (trial) => ({ facts: { ...trial.facts, ...facts } }));
  }

  async heartbeat(claim: TrialClaim): Promise<WriteAnswer | 'stop'> {
    const answer = await this.#change(claim, () => ({ heartbeatAt: Date.now() }));
    return answer === 'kept' && this.#kept(claim.study).study.stopRequested ? 'stop' : answer;
  }

  finish(claim: TrialClaim, outcome: TrialOutcome): Promise<WriteAnswer> {
    return this.#change(claim, () =>
      outcome.state === 'queued' ? outcome : { ...outcome, endedAt: Date.now() },
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #kept(id: number): Kept {
    const kept = this.#studies.get(id);
    if (kept === undefined) throw new StorageError('the study has been deleted', { value: id });
    return kept;
  }

  #add(kept: Kept, fixed: Params): Trial {
    return this.#write(kept, {
      number: kept.trials.length,
      state: 'queued',
      params: {},
      fixed,
      reports: [],
      attempts: 0,
      losses: 0,
      queuedAt: Date.now(),
      facts: {},
    });
  }

  #write(kept: Kept, trial: Trial): Trial {
    if (trial.number > kept.trials.length) throw new InternalError(`trial ${trial.number} is out of turn`);
    kept.trials[trial.number] = trial;
    kept.changed[trial.number] = ++kept.revision;
    return trial;
  }

  #change(
    { study, number, attempt }: TrialClaim,
    change: (trial: Trial) => Partial<Trial>,
  ): Promise<WriteAnswer> {
    const kept = this.#kept(study);
    const trial = kept.trials[number];
    if (trial?.state !== 'running' || trial.attempts !== attempt) return Promise.resolve('lost');
    this.#write(kept, { ...trial, ...change(trial) });
    return Promise.resolve('kept');
  }
}
