import type { Json } from '../../core/json.ts';
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
import {
  alive,
  claimed,
  finished,
  isWaiting,
  lost,
  queuedTrial,
  reopened,
  withFacts,
  withParams,
  withReport,
} from '../trial-changes.ts';
import { isEnded, trialStates, type Report, type Trial, type TrialState } from '../trial.ts';

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
    return this.#with(id, (kept) => {
      kept.study = { ...kept.study, definition: { ...kept.study.definition, budget } };
    });
  }

  deleteStudy(id: number): Promise<void> {
    this.#studies.delete(id);
    return Promise.resolve();
  }

  requestStop(id: number, stopRequested: boolean): Promise<void> {
    return this.#with(id, (kept) => {
      kept.study = { ...kept.study, stopRequested };
    });
  }

  isStopRequested(id: number): Promise<boolean> {
    return this.#with(id, ({ study }) => study.stopRequested);
  }

  changes(id: number, since: number): Promise<{ revision: number; trials: readonly Trial[] }> {
    return this.#with(id, ({ revision, trials, changed }) => ({
      revision,
      trials: trials.filter(({ number }) => changed[number]! > since),
    }));
  }

  enqueue(id: number, fixed: readonly Params[], limit = Infinity): Promise<readonly number[]> {
    return this.#with(id, (kept) => {
      const taken = fixed.slice(0, Math.max(0, limit - kept.trials.length));
      return taken.map((values) => this.#add(kept, values).number);
    });
  }

  claim(id: number, { worker, number, limit = 0 }: ClaimOptions): Promise<Trial | undefined> {
    return this.#with(id, (kept) => {
      const waiting = kept.trials.find(
        (trial) => isWaiting(trial) && (number === undefined || trial.number === number),
      );
      const room = number === undefined && kept.trials.length < limit;
      const trial = waiting ?? (room ? this.#add(kept, {}) : undefined);
      return trial && this.#write(kept, claimed(trial, worker, Date.now()));
    });
  }

  reopen(id: number, number: number): Promise<WriteAnswer> {
    return this.#with(id, (kept) => {
      const trial = kept.trials[number];
      if (trial === undefined || !isEnded(trial)) return 'lost';
      this.#write(kept, reopened(trial));
      return 'kept';
    });
  }

  markStale(id: number, silenceMs: number, dead: readonly string[] = []): Promise<readonly number[]> {
    return this.#with(id, (kept) => {
      const since = Date.now() - silenceMs;
      const silent = kept.trials.filter(
        ({ state, heartbeatAt, worker }) =>
          state === 'running' && (heartbeatAt! < since || dead.includes(worker!)),
      );
      for (const trial of silent) this.#write(kept, lost(trial));
      return silent.map(({ number }) => number);
    });
  }

  setParams(claim: TrialClaim, params: Params, note?: Json): Promise<WriteAnswer> {
    return this.#change(claim, (trial) => withParams(trial, params, note));
  }

  report(claim: TrialClaim, report: Report): Promise<WriteAnswer> {
    return this.#change(claim, (trial) => withReport(trial, report, Date.now()));
  }

  addFacts(claim: TrialClaim, facts: Trial['facts']): Promise<WriteAnswer> {
    return this.#change(claim, (trial) => withFacts(trial, facts));
  }

  async heartbeat(claim: TrialClaim): Promise<WriteAnswer | 'stop'> {
    const answer = await this.#change(claim, (trial) => alive(trial, Date.now()));
    return answer === 'kept' && (await this.isStopRequested(claim.study)) ? 'stop' : answer;
  }

  finish(claim: TrialClaim, outcome: TrialOutcome): Promise<WriteAnswer> {
    return this.#change(claim, (trial) => finished(trial, outcome, Date.now()));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Does something with a study; what goes wrong is told as an answer, as by every other storage. */
  #with<T>(id: number, use: (kept: Kept) => T): Promise<T> {
    return new Promise((resolve) => {
      const kept = this.#studies.get(id);
      if (kept === undefined) throw new StorageError('the study has been deleted', { value: id });
      resolve(use(kept));
    });
  }

  #add(kept: Kept, fixed: Params): Trial {
    return this.#write(kept, queuedTrial(kept.trials.length, fixed, Date.now()));
  }

  #write(kept: Kept, trial: Trial): Trial {
    if (trial.number > kept.trials.length) throw new InternalError(`trial ${trial.number} is out of turn`);
    kept.trials[trial.number] = trial;
    kept.changed[trial.number] = ++kept.revision;
    return trial;
  }

  #change({ study, number, attempt }: TrialClaim, change: (trial: Trial) => Trial): Promise<WriteAnswer> {
    return this.#with(study, (kept) => {
      const trial = kept.trials[number];
      if (trial?.state !== 'running' || trial.attempts !== attempt) return 'lost';
      this.#write(kept, change(trial));
      return 'kept';
    });
  }
}
