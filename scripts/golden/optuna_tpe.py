"""What Optuna's TPE makes of histories of trials.

    python scripts/golden/optuna_tpe.py

writes test/golden/optuna-tpe.json: histories over spaces as Atelier writes them, and for each of some settings the
candidates that Optuna drew for the next trial, with their log densities among the better trials and among the others.
Histories are drawn with the seeds below. Everything goes the way it goes for users of Optuna (`study.ask`, `trial.suggest_…`);
only `_compute_acquisition_func` is listened to.

Optuna 5.0.0 runs all settings: `5.0` is its defaults, `4.9` the defaults that Optuna 4.9 documents (multivariate=False,
constant_liar=False), set by hand, for 4.9 itself cannot be installed here. Optuna sorts observations by an algorithm that
leaves the order of equal ones open, on which the widths of their kernels depend; here it sorts stably.

An infeasible trial is to Optuna a complete one that violates a constraint; one that failed by an error has failed.
"""

import json
import math
import platform
import warnings
from pathlib import Path

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers import TPESampler
from optuna.samplers._tpe import parzen_estimator
from optuna.trial import TrialState, create_trial

CANDIDATES = 6

SETTINGS = {
    '5.0': ({}, {}),
    '4.9': ({'multivariate': False, 'constantLiar': False}, {'multivariate': False, 'constant_liar': False}),
    'group': ({'group': True}, {'group': True}),
    'joint': ({'multivariate': True}, {'multivariate': True}),
    'heavy prior': ({'priorWeight': 2.5}, {'prior_weight': 2.5}),
}

KINDS = {
    'rate': {'type': 'float', 'low': 1e-5, 'high': 0.3, 'log': True},
    'momentum': {'type': 'float', 'low': 0, 'high': 0.99},
    'dropout': {'type': 'float', 'low': 0, 'high': 0.85, 'step': 0.1},
    'units': {'type': 'integer', 'low': 4, 'high': 600, 'log': True},
    'batch': {'type': 'integer', 'low': 16, 'high': 250, 'step': 16},
    'depth': {'type': 'integer', 'low': 1, 'high': 9},
    'loss': {'type': 'choice', 'values': ['hinge', 'focal', 'entropy']},
    'bias': {'type': 'choice', 'values': [True, False]},
    'fixed': {'type': 'choice', 'values': [7]},
}

CONDITIONAL = {
    'optimizer': {'type': 'choice', 'values': ['sgd', 'adam', 'lion']},
    'rate': KINDS['rate'],
    'momentum': {**KINDS['momentum'], 'when': {'optimizer': ['sgd', 'lion']}},
    'layers': {'type': 'integer', 'low': 0, 'high': 2},
    'units': {**KINDS['units'], 'each': 'layers'},
    'dropout': {**KINDS['dropout'], 'each': 'layers'},
}


class StableNumpy:
    """NumPy with a stable argsort."""

    def __getattr__(self, name):
        return getattr(np, name)

    @staticmethod
    def argsort(values):
        return np.argsort(values, kind='stable')


def parameters(space):
    """Name, distribution, and when it is in use, in order."""
    for name, spec in space.items():
        conditions = dict(spec.get('when', {}))
        if 'each' not in spec:
            yield name, distribution(spec), lambda params, c=conditions: all(params.get(k) in v for k, v in c.items())
        for index in range(space[spec['each']]['high'] if 'each' in spec else 0):
            yield f'{name}[{index}]', distribution(spec), lambda params, s=spec, i=index: params[s['each']] > i


def distribution(spec):
    if spec['type'] == 'choice':
        return CategoricalDistribution(spec['values'])
    kind = FloatDistribution if spec['type'] == 'float' else IntDistribution
    options = {'step': spec['step']} if 'step' in spec else {}
    return kind(spec['low'], spec['high'], log=spec.get('log', False), **options)


def drawn_params(space, rng):
    sampler = optuna.samplers.RandomSampler(seed=int(rng.integers(2**31)))
    params, distributions = {}, {}
    for name, dist, in_use in parameters(space):
        if not in_use(params):
            continue
        distributions[name] = dist
        value = sampler.sample_independent(None, None, name, dist)
        params[name] = float(f'{value:.5g}') if isinstance(value, float) else value
    return params, distributions


def value_of(params, objective):
    """Anything that depends on all parameters; coarse, so that some are equal."""
    total = sum(math.sin((objective + 2) * (len(str(value)) if isinstance(value, (str, bool)) else 3 * value**0.5)) for value in params.values())
    return round(total, 2)


def history(space, directions, states, seed):
    rng = np.random.default_rng(seed)
    for state in states:
        params, distributions = drawn_params(space, rng)
        entry = {'state': state, 'params': params}
        if state == 'complete':
            entry['values'] = [value_of(params, index) for index in range(len(directions))]
        if state == 'pruned':
            steps = sorted(rng.choice(np.arange(1, 6), size=rng.integers(0, 4), replace=False).tolist())
            entry['reports'] = [{'step': step, 'value': round(float(rng.normal()), 1)} for step in steps]
        yield entry, distributions


def optuna_trial(entry, distributions, directions):
    state = {'complete': TrialState.COMPLETE, 'pruned': TrialState.PRUNED, 'running': TrialState.RUNNING,
             'infeasible': TrialState.COMPLETE, 'error': TrialState.FAIL}[entry['state']]
    values = entry.get('values', [0.0] * len(directions) if entry['state'] == 'infeasible' else None)
    return create_trial(
        state=state, params=entry['params'], distributions=distributions, values=values,
        intermediate_values={report['step']: report['value'] for report in entry.get('reports', [])},
        constraints={'feasible': 1.0} if entry['state'] == 'infeasible' else None,
    )


class Listening(TPESampler):
    """Keeps what is computed of candidates."""

    def __init__(self, **options):
        super().__init__(n_ei_candidates=CANDIDATES, **options)
        self.heard = []

    def _compute_acquisition_func(self, samples, below, above):
        acquisition = super()._compute_acquisition_func(samples, below, above)
        space = below._search_space
        candidates = [{name: space[name].to_external_repr(values[at].item()) for name, values in samples.items()}
                      for at in range(len(acquisition))]
        self.heard.append({'parameters': list(space), 'candidates': candidates, 'better': below.log_pdf(samples).tolist(),
                           'others': above.log_pdf(samples).tolist(), 'acquisition': acquisition.tolist()})
        return acquisition


def suggestions(space, directions, trials, options):
    sampler = Listening(seed=4, **options)
    study = optuna.create_study(directions=directions, sampler=sampler)
    for entry, distributions in trials:
        study.add_trial(optuna_trial(entry, distributions, directions))
    trial = study.ask()
    params = {}
    for name, dist, in_use in parameters(space):
        if in_use(params):
            params[name] = trial._suggest(name, dist)
    return sampler.heard


def mixed_states(count, shares, seed):
    names = list(shares)
    return np.random.default_rng(seed).choice(names, size=count, p=list(shares.values())).tolist()


def cases():
    numeric = {name: KINDS[name] for name in ('rate', 'momentum')}
    yield 'few trials', numeric, ['minimize'], ['complete'] * 11, ['5.0', '4.9', 'heavy prior']
    yield 'every kind of parameter', KINDS, ['maximize'], ['complete'] * 70, ['5.0', '4.9', 'heavy prior']
    yield 'many trials', {name: KINDS[name] for name in ('momentum', 'depth')}, ['minimize'], ['complete'] * 330, ['5.0', '4.9']
    yield 'conditional', CONDITIONAL, ['minimize'], ['complete'] * 60, ['5.0', '4.9', 'group']
    yield 'conditional, few trials', CONDITIONAL, ['minimize'], ['complete'] * 12, ['5.0', '4.9', 'group', 'heavy prior']
    unfinished = mixed_states(60, {'complete': 0.05, 'pruned': 0.5, 'infeasible': 0.15, 'error': 0.15, 'running': 0.15}, 1)
    yield 'hardly any complete, minimized', CONDITIONAL, ['minimize'], unfinished, ['5.0', '4.9', 'group']
    yield 'hardly any complete, maximized', numeric, ['maximize'], unfinished, ['5.0', '4.9']
    hopeless = mixed_states(50, {'complete': 0.02, 'infeasible': 0.78, 'error': 0.1, 'running': 0.1}, 2)
    yield 'mostly infeasible', numeric, ['minimize'], hopeless, ['5.0', '4.9']
    states = mixed_states(75, {'complete': 0.8, 'infeasible': 0.1, 'running': 0.1}, 3)
    yield 'two objectives', {**numeric, 'depth': KINDS['depth']}, ['minimize', 'maximize'], states, ['5.0', '4.9', 'joint']
    yield 'three objectives', {**numeric, 'loss': KINDS['loss']}, ['minimize', 'maximize', 'minimize'], states, ['5.0', 'joint', 'group']


def main():
    warnings.filterwarnings('ignore')
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    parzen_estimator.np = StableNumpy()
    entries = []
    for seed, (name, space, directions, states, settings) in enumerate(cases()):
        trials = list(history(space, directions, states, seed))
        entry = {'name': name, 'seed': seed, 'space': space, 'directions': directions, 'trials': [trial for trial, _ in trials], 'settings': []}
        for setting in settings:
            ours, theirs = SETTINGS[setting]
            heard = suggestions(space, directions, trials, theirs)
            entry['settings'].append({'name': setting, 'options': ours, 'suggestions': heard})
        entries.append(entry)
    content = {
        'about': 'Made by scripts/golden/optuna_tpe.py, by Optuna 5.0.0 with its defaults (5.0) and with those that Optuna 4.9 '
                 'documents (4.9); Optuna 4.9 itself could not be installed.',
        'versions': {'optuna': optuna.__version__, 'numpy': np.__version__, 'python': platform.python_version()},
    }
    path = Path(__file__).resolve().parents[2] / 'test' / 'golden' / 'optuna-tpe.json'
    lines = ',\n'.join('    ' + json.dumps(entry, allow_nan=False) for entry in entries)
    path.write_text(json.dumps(content, indent=2)[:-2] + f',\n  "histories": [\n{lines}\n  ]\n}}\n')
    print(f'{path.name}: {path.stat().st_size} bytes')


if __name__ == '__main__':
    main()
