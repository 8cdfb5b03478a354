"""What other implementations of our samplers find, for `npm run bench:samplers`.

    python scripts/golden/sampler_finals.py cmaEs nsga2 gp

writes test/golden/sampler-finals.json; what the file says of others than those named stays.

- `cmaEs`: pycma (pip install cma), from the middle with a deviation of a sixth of each range and its own population: the
  best of 80 evaluations, seeds 0 to 99. Optuna's CmaEsSampler needs the package `cmaes`, which cannot be installed here.
- `nsga2`: Optuna's NSGAIISampler: what the front of 500 evaluations leaves free of the rectangle from (0, 0) to (1.1, 3),
  seeds 0 to 49.
- `gp`: Optuna's GPSampler, the best of 40 evaluations, the seeds from 0 on for which there was time.
"""

import json
import math
import os
import platform
import sys
import time
import warnings
from pathlib import Path

os.environ['OMP_NUM_THREADS'] = '1'

import numpy as np
import optuna
from optuna._hypervolume import compute_hypervolume

import optuna_finals

GP_MINUTES = 35
BOXES = {'sphere': 5, 'rosenbrock': 4, 'rastrigin': 5, 'ackley': 5, 'branin': 2, 'hartmann6': 6}


class Point:
    """A trial of a point between 0 and 1."""

    def __init__(self, units):
        self.units = iter(units)

    def suggest_float(self, name, low, high):
        return low + (high - low) * next(self.units)


def cma_best(function, seed, evaluations):
    import cma

    options = {'seed': seed + 1, 'verbose': -9, 'bounds': [0, 1]}
    strategy = cma.CMAEvolutionStrategy([0.5] * BOXES[function.__name__], 1 / 6, options)
    values = []
    while len(values) < evaluations:
        points = strategy.ask()
        found = [function(Point(point)) for point in points]
        strategy.tell(points, found)
        values += found
    return min(values[:evaluations])


def gp_best(function, seed, evaluations):
    import torch

    torch.set_num_threads(1)
    study = optuna.create_study(sampler=optuna.samplers.GPSampler(seed=seed))
    study.optimize(function, n_trials=evaluations)
    return study.best_value


def zdt(trial, front):
    """Zitzler, Deb and Thiele 2000, with eight variables."""
    x = [trial.suggest_float(f'x{index}', 0, 1) for index in range(8)]
    g = 1 + 9 * sum(x[1:]) / 7
    return x[0], g * front(x[0] / g)


def zdt1(trial):
    return zdt(trial, lambda ratio: 1 - math.sqrt(ratio))


def zdt2(trial):
    return zdt(trial, lambda ratio: 1 - ratio**2)


def nsga2_missing(function, seed, evaluations):
    study = optuna.create_study(
        directions=['minimize', 'minimize'], sampler=optuna.samplers.NSGAIISampler(seed=seed)
    )
    study.optimize(function, n_trials=evaluations)
    values = np.array([trial.values for trial in study.best_trials])
    reference = np.array([1.1, 3.0])
    return reference.prod() - compute_hypervolume(values[(values < reference).all(axis=1)], reference)


def boxes(*names):
    return [getattr(optuna_finals, name) for name in names]


SAMPLERS = {
    'cmaEs': (cma_best, boxes(*BOXES), 80, 100, math.inf),
    'nsga2': (nsga2_missing, [zdt1, zdt2], 500, 50, math.inf),
    'gp': (gp_best, boxes('sphere', 'rosenbrock', 'branin', 'hartmann6'), 40, 100, GP_MINUTES),
}


def run(find, functions, evaluations, seeds, minutes):
    finals = {function.__name__: [] for function in functions}
    begin = time.time()
    for seed in range(seeds):
        if time.time() - begin > 60 * minutes:
            break
        for function in functions:
            finals[function.__name__].append(float(f'{find(function, seed, evaluations):.6g}'))
    return {'evaluations': evaluations, 'finals': finals}


def write(path, samplers):
    import cma

    versions = {'optuna': optuna.__version__, 'pycma': cma.__version__.split()[0], 'python': platform.python_version()}
    entries = ',\n'.join(
        f'    "{name}": {{"evaluations": {of["evaluations"]}, "finals": {{\n'
        + ',\n'.join(f'      "{function}": {json.dumps(values)}' for function, values in of['finals'].items())
        + '\n    }}'
        for name, of in samplers.items()
    )
    head = json.dumps({'about': 'Made by scripts/golden/sampler_finals.py.', 'versions': versions}, indent=2)
    path.write_text(head[:-2] + f',\n  "samplers": {{\n{entries}\n  }}\n}}\n')


def main():
    warnings.filterwarnings('ignore')
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    path = Path(__file__).resolve().parents[2] / 'test' / 'golden' / 'sampler-finals.json'
    samplers = json.loads(path.read_text())['samplers'] if path.exists() else {}
    for name in sys.argv[1:]:
        samplers[name] = run(*SAMPLERS[name])
        write(path, samplers)


if __name__ == '__main__':
    main()
