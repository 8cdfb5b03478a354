"""Importances of parameters by Optuna's PED-ANOVA.

    python scripts/golden/optuna_importances.py

writes test/golden/optuna-importances.json: for each case trials of one space with numbers, logarithms, whole numbers, steps,
choices and parameters with conditions, and the importance of each parameter, as parts of their sum.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances

warnings.filterwarnings('ignore')
optuna.logging.set_verbosity(optuna.logging.ERROR)

SPACE = {
    'rate': {'type': 'float', 'low': 1e-4, 'high': 0.1, 'log': True},
    'dropout': {'type': 'float', 'low': 0, 'high': 0.6, 'step': 0.1},
    'decay': {'type': 'float', 'low': -1, 'high': 3},
    'units': {'type': 'integer', 'low': 16, 'high': 512, 'log': True},
    'depth': {'type': 'integer', 'low': 1, 'high': 4},
    'width': {'type': 'integer', 'low': 0, 'high': 200, 'step': 2},
    'only': {'type': 'choice', 'values': ['this']},
    'optimizer': {'type': 'choice', 'values': ['sgd', 'adam', 'rmsprop']},
    'momentum': {'type': 'float', 'low': 0, 'high': 0.99, 'when': {'optimizer': 'sgd'}},
    'beta': {'type': 'choice', 'values': [0.9, 0.95], 'when': {'optimizer': ['adam', 'rmsprop']}},
}


def distribution(low=None, high=None, type=None, log=False, step=None, values=None, when=None):
    if type == 'choice':
        return CategoricalDistribution(values)
    return FloatDistribution(low, high, log, step) if type == 'float' else IntDistribution(low, high, log, step or 1)


def draw(rng, low=None, high=None, type=None, log=False, step=None, values=None, when=None):
    if type == 'choice':
        return values[rng.integers(len(values))]
    if type == 'integer' or step:
        step = step or 1
        if log:
            return int(round(np.exp(rng.uniform(np.log(low), np.log(high)))))
        index = int(rng.integers(round((high - low) / step) + 1))
        return low + index * step if type == 'integer' else round(low + index * step, 6)
    value = np.exp(rng.uniform(np.log(low), np.log(high))) if log else rng.uniform(low, high)
    return float(f'{value:.5g}')


def params_of(rng):
    params = {}
    for name, spec in SPACE.items():
        when = spec.get('when', {})
        if all(params[of] in (to if isinstance(to, list) else [to]) for of, to in when.items()):
            params[name] = draw(rng, **spec)
    return params


def value_of(rng, params, round_to):
    value = (np.log10(params['rate']) + 2.5) ** 2 + 0.3 * params['depth'] + 2 * abs(params['dropout'] - 0.2)
    value += 3 * (params['momentum'] - 0.9) ** 2 if 'momentum' in params else 0.2 * (params['beta'] > 0.9)
    return round(float(value + 0.1 * rng.standard_normal()), round_to)


def case(name, seed, count, directions, quantile, round_to=4):
    rng = np.random.default_rng(seed)
    study = optuna.create_study(directions=directions)
    trials = []
    for _ in range(count):
        params = params_of(rng)
        first = value_of(rng, params, round_to)
        values = [-first if directions[0] == 'maximize' else first]
        if len(directions) > 1:
            values.append(round(float(np.log(params['units']) + 0.1 * rng.standard_normal()), round_to))
        distributions = {key: distribution(**SPACE[key]) for key in params}
        study.add_trial(optuna.trial.create_trial(params=params, distributions=distributions, values=values))
        trials.append([list(params.values()), values])
    importances = get_param_importances(study, evaluator=PedAnovaImportanceEvaluator(target_quantile=quantile))
    return {'name': name, 'directions': directions, 'bestShare': quantile, 'trials': trials, 'importances': importances}


cases = [
    case('minimize', 1, 60, ['minimize'], 0.1),
    case('maximize, a quarter', 2, 40, ['maximize'], 0.25),
    case('with ties', 3, 40, ['minimize'], 0.2, 0),
    case('two objectives', 4, 40, ['minimize', 'minimize'], 0.2),
]
path = Path(__file__).parents[2] / 'test/golden/optuna-importances.json'
content = {'optuna': optuna.__version__, 'space': SPACE, 'cases': cases}
path.write_text(json.dumps(content, separators=(',', ':')) + '\n')
print(path, path.stat().st_size, 'bytes')
for entry in cases:
    print(entry['name'], {key: round(value, 4) for key, value in entry['importances'].items()})
