"""The best values that Optuna's samplers find, for `npm run bench:samplers`.

    python scripts/golden/optuna_finals.py tpe tpe-independent

writes test/golden/optuna-finals.json: for each sampler that is named and each function of bench/objective-functions.ts the
best of 80 evaluations, for the seeds 0 to 99, to 6 significant digits. What the file says of other samplers stays.

`tpe` has the defaults of Optuna 5.0.0, `tpe-independent` those that Optuna 4.9 documents (multivariate=False,
constant_liar=False), set by hand: Optuna 5.0.0 runs both, for 4.9 itself cannot be installed here.
"""

import json
import math
import platform
import sys
import warnings
from pathlib import Path

import numpy as np
import optuna
from optuna.samplers import TPESampler

EVALUATIONS = 80
SEEDS = 100

SAMPLERS = {
    'tpe': lambda seed: TPESampler(seed=seed),
    'tpe-independent': lambda seed: TPESampler(seed=seed, multivariate=False, constant_liar=False),
}


def box(trial, dimensions, low, high):
    return np.array([trial.suggest_float(f'x{index}', low, high) for index in range(dimensions)])


def sphere(trial):
    return float((box(trial, 5, -5, 10) ** 2).sum())


def rosenbrock(trial):
    x = box(trial, 4, -2, 3)
    return float((100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum())


def rastrigin(trial):
    x = box(trial, 5, -4, 6)
    return float((x**2 - 10 * np.cos(2 * math.pi * x) + 10).sum())


def ackley(trial):
    x = box(trial, 5, -20, 40)
    return float(20 + math.e - 20 * np.exp(-0.2 * np.sqrt((x**2).mean())) - np.exp(np.cos(2 * math.pi * x).mean()))


def branin(trial):
    x0, x1 = trial.suggest_float('x0', -5, 10), trial.suggest_float('x1', 0, 15)
    valley = x1 - 5.1 / (4 * math.pi**2) * x0**2 + 5 / math.pi * x0 - 6
    return valley**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x0) + 10


HARTMANN_WEIGHTS = np.array([1, 1.2, 3, 3.2])
HARTMANN_WIDTHS = np.array([[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
HARTMANN_CENTERS = np.array([[0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
                             [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]])


def hartmann6(trial):
    x = box(trial, 6, 0, 1)
    return float(-(HARTMANN_WEIGHTS * np.exp(-(HARTMANN_WIDTHS * (x - HARTMANN_CENTERS) ** 2).sum(axis=1))).sum())


def conditional(trial):
    optimizer = trial.suggest_categorical('optimizer', ['sgd', 'adam', 'rmsprop'])
    rate = trial.suggest_float('rate', 1e-5, 1, log=True)
    batch = math.log2(trial.suggest_int('batchSize', 16, 256, step=16) / 64)
    layers = trial.suggest_int('layers', 1, 3)
    decades = math.log10(rate) - 0.15 * batch
    loss = 0.1 * batch**2 + 0.5 * abs(layers - 2)
    if optimizer == 'adam':
        loss += 0.2 + 0.5 * (decades + 3) ** 2 + 4 * (trial.suggest_float('beta', 0.5, 0.999) - 0.9) ** 2
    else:
        momentum = trial.suggest_float('momentum', 0, 0.99)
        loss += (0 if optimizer == 'sgd' else 0.4) + 0.5 * (decades + 1 + momentum) ** 2 + 2 * (momentum - 0.9) ** 2
    for layer in range(layers):
        loss += 0.05 * (math.log2(trial.suggest_int(f'units[{layer}]', 8, 512, log=True)) - 7 + layer) ** 2
        loss += 0.5 * (trial.suggest_float(f'dropout[{layer}]', 0, 0.8, step=0.1) - 0.2 - 0.1 * layer) ** 2
    return loss


FUNCTIONS = [sphere, rosenbrock, rastrigin, ackley, branin, hartmann6, conditional]


def best_values(sampler, function):
    for seed in range(SEEDS):
        study = optuna.create_study(sampler=SAMPLERS[sampler](seed))
        study.optimize(function, n_trials=EVALUATIONS)
        yield float(f'{study.best_value:.6g}')


def main():
    warnings.filterwarnings('ignore')
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    path = Path(__file__).resolve().parents[2] / 'test' / 'golden' / 'optuna-finals.json'
    finals = json.loads(path.read_text())['finals'] if path.exists() else {}
    for sampler in sys.argv[1:]:
        finals[sampler] = {}
        for function in FUNCTIONS:
            finals[sampler][function.__name__] = list(best_values(sampler, function))
            write(path, finals)
    print(f'{path.name}: {path.stat().st_size} bytes')


def write(path, finals):
    content = {
        'about': 'Made by scripts/golden/optuna_finals.py.',
        'versions': {'optuna': optuna.__version__, 'numpy': np.__version__, 'python': platform.python_version()},
        'evaluations': EVALUATIONS,
        'seeds': SEEDS,
    }
    # One line a function.
    entries = ',\n'.join(
        f'    "{sampler}": {{\n' + ',\n'.join(f'      "{name}": {json.dumps(values)}' for name, values in functions.items()) + '\n    }'
        for sampler, functions in finals.items()
    )
    path.write_text(json.dumps(content, indent=2)[:-2] + f',\n  "finals": {{\n{entries}\n  }}\n}}\n')


if __name__ == '__main__':
    main()
