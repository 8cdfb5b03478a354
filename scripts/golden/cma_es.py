"""CMA-ES by pycma (pip install cma): generation after generation, with its own constants.

    python scripts/golden/cma_es.py

writes test/golden/cma-es.json: the constants, and of each generation the points, the best first, and the distribution
that comes after them.
"""

import json
import platform
from pathlib import Path

import cma
import numpy as np

GENERATIONS = 6


def rosenbrock(x):
    return float(sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))


def case(n, seed):
    es = cma.CMAEvolutionStrategy(n * [0.4], 0.3, {'seed': seed, 'verbose': -9})
    # pycma begins with slightly different eigenvalues, to tell the axes apart.
    def covariance():
        return [float(es.sm.C[i, j]) for i in range(n) for j in range(i + 1)]

    first = covariance()
    generations = []
    for _ in range(GENERATIONS):
        points = es.ask()
        values = [rosenbrock(np.asarray(point)) for point in points]
        es.tell(points, values)
        es.sm.update_now(-1)
        generations.append({
            'points': [points[i].tolist() for i in np.argsort(values)],
            'mean': es.mean.tolist(),
            'sigma': float(es.sigma),
            'covariance': covariance(),
            'pathSigma': es.adapt_sigma.ps.tolist(),
            'pathCovariance': es.pc.tolist(),
        })
    parameters = es.sm.parameters(mueff=es.sp.weights.mueff, lam=es.sp.weights.lambda_)
    return {
        'n': n,
        'covariance': first,
        'constants': {
            'weights': list(es.sp.weights),
            'muEffective': es.sp.weights.mueff,
            'cSigma': es.adapt_sigma.cs,
            'dSigma': es.adapt_sigma.damps,
            'cCovariance': es.sp.cc,
            'c1': parameters.get('c1', es.sp.c1),
            'cMu': parameters.get('cmu', es.sp.cmu),
            'expectedLength': es.sm.chin,
        },
        'generations': generations,
    }


golden = {
    'by': f'pycma {cma.__version__.split()[0]}, NumPy {np.__version__}, Python {platform.python_version()}',
    'cases': [case(2, 1), case(4, 2)],
}
path = Path(__file__).resolve().parents[2] / 'test/golden/cma-es.json'
path.write_text(json.dumps(golden) + '\n')
