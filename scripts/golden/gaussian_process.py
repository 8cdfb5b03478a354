"""Gaussian processes by Optuna's GPSampler: posterior, probability of a kernel with its gradient, expected improvement.

    python scripts/golden/gaussian_process.py

writes test/golden/gaussian-process.json. Of a case with names in it, the last dimension is one.
"""

import json
import platform
from pathlib import Path

import numpy as np
import optuna
import torch
from optuna._gp import acqf, gp, prior


def case(seed, n, dimensions, has_names):
    rng = np.random.default_rng(seed)
    x = rng.random((n, dimensions))
    names = np.zeros(dimensions, dtype=bool)
    if has_names:
        names[-1] = True
        x[:, -1] = rng.integers(0, 3, n)
    y = np.sin(4 * x[:, 0]) + x.sum(axis=1) + 0.1 * rng.normal(size=n)
    y = (y - y.mean()) / y.std()
    raw = rng.normal(0, 1, dimensions + 2)
    raw[-1] -= 3

    parameters = torch.from_numpy(raw).requires_grad_(True)
    regressor = gp.GPRegressor(
        torch.from_numpy(names), torch.from_numpy(x), torch.from_numpy(y),
        torch.exp(parameters[:dimensions]), torch.exp(parameters[dimensions]), torch.exp(parameters[dimensions + 1]) + 1e-6,
    )
    loss = -regressor.marginal_log_likelihood() - prior.default_log_prior(regressor)
    loss.backward()
    regressor._cache_matrix()
    queries = rng.random((4, dimensions))
    if has_names:
        queries[:, -1] = rng.integers(0, 3, 4)
    mean, variance = regressor.posterior(torch.from_numpy(queries))

    # Improvement upwards of -y is improvement downwards of y.
    below = gp.GPRegressor(
        torch.from_numpy(names), torch.from_numpy(x), torch.from_numpy(-y),
        regressor.inverse_squared_lengthscales, regressor.kernel_scale, regressor.noise_var,
    )
    below._cache_matrix()
    at = torch.from_numpy(queries).requires_grad_(True)
    improvement = acqf.LogEI(below, None, float((-y).max())).eval_acqf(at)
    improvement.sum().backward()

    fitted = gp.fit_kernel_params(x, y, names, prior.default_log_prior, 1e-6, False)
    best = -fitted.marginal_log_likelihood() - prior.default_log_prior(fitted)
    return {
        'points': x.tolist(), 'values': y.tolist(), 'isName': names.tolist(), 'raw': raw.tolist(),
        'loss': loss.item(), 'slope': parameters.grad.tolist(),
        'queries': queries.tolist(), 'mean': mean.tolist(), 'variance': variance.tolist(),
        'improvement': improvement.tolist(), 'improvementSlope': at.grad.tolist(),
        'fittedLoss': best.item(),
    }


EXCESSES = [-1000, -100, -40, -26, -24, -10, -5, -2, -1.51, -1.49, -1, -0.3, 0, 0.3, 1, 2.5, 6, 12]
golden = {
    'by': f'Optuna {optuna.__version__}, PyTorch {torch.__version__}, Python {platform.python_version()}',
    'excess': [[z, acqf.standard_logei(torch.tensor([float(z)], dtype=torch.float64)).item()] for z in EXCESSES],
    'cases': [case(1, 8, 2, False), case(2, 14, 3, True)],
}
path = Path(__file__).resolve().parents[2] / 'test/golden/gaussian-process.json'
path.write_text(json.dumps(golden) + '\n')
