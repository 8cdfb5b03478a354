"""Fronts, hypervolumes and greedy choices of points, by Optuna.

    python scripts/golden/optuna_pareto.py

writes test/golden/optuna-pareto.json. Points are small whole numbers, so that there are ties, or fractions.
"""

import json
from pathlib import Path

import numpy as np
import optuna
from optuna._hypervolume import compute_hypervolume
from optuna._hypervolume.hssp import _solve_hssp
from optuna.study._multi_objective import _fast_non_domination_rank


def case(rng, objectives, count, whole):
    points = rng.integers(0, 6, (count, objectives)).astype(float) if whole else rng.random((count, objectives)).round(6)
    reference = np.full(objectives, 6.5 if whole else 1.05)
    ranks = _fast_non_domination_rank(points)
    front = points[ranks == 0]
    chosen = _solve_hssp(front, np.flatnonzero(ranks == 0), max(1, len(front) // 2), reference)
    return {
        'points': points.tolist(),
        'reference': reference.tolist(),
        'ranks': ranks.tolist(),
        'hypervolume': compute_hypervolume(points, reference),
        'chosen': [int(index) for index in chosen],
    }


rng = np.random.default_rng(5)
cases = [
    case(rng, objectives, count, whole)
    for objectives in (1, 2, 3, 4)
    for count, whole in ((1, True), (12, True), (25, False))
    if objectives > 1 or count == 12
]
path = Path(__file__).parents[2] / 'test/golden/optuna-pareto.json'
path.write_text(json.dumps({'optuna': optuna.__version__, 'cases': cases}) + '\n')
print(path, path.stat().st_size, 'bytes')
