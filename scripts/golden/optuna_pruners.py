"""Which trials Optuna's pruners end, and when.

    python scripts/golden/optuna_pruners.py

writes test/golden/optuna-pruners.json: learning curves, and for each pruner and direction the step at which each trial was
pruned. Trials are worked on by `workers` at once: in turn each reports its next step and asks; when its trial is at an end, it
takes the next. Trials of `failing` fail at the step given there; those of `sparse` report every second step alone. Optuna's
warm-ups and intervals count steps from 0, its rungs are in steps from 1; `shift` says which.

Hyperband gets the bracket of a trial by the golden ratio, as ours does, in place of Optuna's hash.
"""

import json
import math
import warnings
from pathlib import Path

import numpy as np
import optuna
from optuna.pruners import (
    HyperbandPruner,
    MedianPruner,
    PatientPruner,
    PercentilePruner,
    SuccessiveHalvingPruner,
    ThresholdPruner,
)

warnings.filterwarnings('ignore')
optuna.logging.set_verbosity(optuna.logging.ERROR)

STEPS = 9
TRIALS = 30
FAILING = {4: 3, 13: 6}
SPARSE = [3, 8, 17]

rng = np.random.default_rng(11)
quality = rng.random(TRIALS)
curves = [
    [round(float(0.9 * q * (1 - math.exp(-(s + 1) / 3)) + 0.08 * rng.standard_normal()), 2) for s in range(STEPS)]
    for q in quality
]


class SpreadHyperband(HyperbandPruner):
    def _get_bracket_id(self, study, trial):
        if not self._pruners:
            return 0
        place = (trial.number + 0.5) * ((math.sqrt(5) - 1) / 2) % 1 * self._total_trial_allocation_budget
        for bracket, share in enumerate(self._trial_allocation_budgets):
            place -= share
            if place < 0:
                return bracket
        raise AssertionError


def shares(steps, **options):
    pruner = HyperbandPruner(max_resource=steps, **options)
    pruner._try_initialization(None)
    return pruner._trial_allocation_budgets


def pruned_at(pruner, direction, workers, shift, sparse):
    study = optuna.create_study(direction=direction, pruner=pruner)
    ended = [None] * TRIALS
    at_work = []
    asked = 0
    while asked < TRIALS or at_work:
        while len(at_work) < workers and asked < TRIALS:
            at_work.append([study.ask(), 0])
            asked += 1
        for entry in list(at_work):
            trial, step = entry
            step += 2 if sparse and trial.number in SPARSE else 1
            entry[1] = step
            curve = curves[trial.number]
            if FAILING.get(trial.number) is not None and step >= FAILING[trial.number]:
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
            elif step > STEPS:
                study.tell(trial, curve[-1])
            else:
                trial.report(curve[step - 1], step - shift)
                if not trial.should_prune():
                    continue
                study.tell(trial, state=optuna.trial.TrialState.PRUNED)
                ended[trial.number] = step
            at_work.remove(entry)
    return ended


CASES = [
    ({'type': 'median'}, lambda: MedianPruner()),
    (
        {'type': 'median', 'startupTrials': 2, 'warmUp': 2, 'interval': 3, 'minTrials': 4},
        lambda: MedianPruner(2, 2, 3, n_min_trials=4),
    ),
    ({'type': 'percentile', 'percentile': 25}, lambda: PercentilePruner(25)),
    (
        {'type': 'percentile', 'percentile': 70, 'startupTrials': 0, 'interval': 2},
        lambda: PercentilePruner(70, 0, interval_steps=2),
    ),
    (
        {'type': 'threshold', 'lower': 0.05, 'upper': 0.7, 'warmUp': 1, 'interval': 2},
        lambda: ThresholdPruner(0.05, 0.7, 1, 2),
    ),
    (
        {'type': 'patient', 'patience': 2, 'minDelta': 0.01, 'pruner': {'type': 'median', 'startupTrials': 3}},
        lambda: PatientPruner(MedianPruner(3), 2, 0.01),
    ),
    ({'type': 'patient', 'patience': 1}, lambda: PatientPruner(None, 1)),
    ({'type': 'successiveHalving'}, lambda: SuccessiveHalvingPruner(1)),
    (
        {'type': 'successiveHalving', 'minResource': 2, 'reductionFactor': 2, 'bootstrapCount': 3},
        lambda: SuccessiveHalvingPruner(2, 2, 0, 3),
    ),
    (
        {'type': 'successiveHalving', 'minResource': 1, 'reductionFactor': 2, 'minEarlyStoppingRate': 1},
        lambda: SuccessiveHalvingPruner(1, 2, 1),
    ),
    ({'type': 'hyperband'}, lambda: SpreadHyperband(1, STEPS)),
    ({'type': 'hyperband', 'minResource': 2, 'reductionFactor': 2}, lambda: SpreadHyperband(2, STEPS, 2)),
]

cases = []
for spec, make in CASES:
    rungs = spec['type'] in ('successiveHalving', 'hyperband')
    for direction, workers in (('maximize', 1), ('minimize', 4)):
        cases.append(
            {
                'pruner': spec,
                'direction': direction,
                'workers': workers,
                # Of a trial that reports at several rungs at once, Optuna has only some.
                'sparse': not rungs,
                'prunedAt': pruned_at(make(), direction, workers, 0 if rungs else 1, not rungs),
            }
        )

content = {
    'optuna': optuna.__version__,
    'steps': STEPS,
    'curves': curves,
    'failing': FAILING,
    'sparse': SPARSE,
    'cases': cases,
    'brackets': [
        {'steps': steps, 'minResource': low, 'reductionFactor': factor, 'shares': shares(steps, min_resource=low, reduction_factor=factor)}
        for steps, low, factor in ((1, 1, 3), (9, 1, 3), (27, 1, 3), (100, 1, 3), (100, 4, 2), (50, 3, 4), (7, 7, 3))
    ],
}
path = Path(__file__).parents[2] / 'test/golden/optuna-pruners.json'
text = json.dumps(content, separators=(',', ':')).replace('{"pruner"', '\n{"pruner"').replace('"brackets"', '\n"brackets"')
path.write_text(text + '\n')
print(path, path.stat().st_size, 'bytes')
for case in cases:
    print(case['pruner']['type'], case['direction'], sum(step is not None for step in case['prunedAt']), 'pruned')
