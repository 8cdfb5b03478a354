"""Golden trajectories of optimisers: python scripts/golden/optimizers.py (see trajectories.py)."""

import torch

from trajectories import Case, main


def case(name, options, make):
    return Case(name, training={'optimizer': options}, optimizer=make)


CASES = [
    case('sgd', {'type': 'sgd', 'learningRate': 0.2}, lambda p: torch.optim.SGD(p, lr=0.2)),
    case(
        'sgd with momentum',
        {'type': 'sgd', 'learningRate': 0.05, 'momentum': 0.9},
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    ),
    case(
        'sgd with Nesterov momentum',
        {'type': 'sgd', 'learningRate': 0.05, 'momentum': 0.8, 'nesterov': True},
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True),
    ),
    case('adam', {'type': 'adam', 'learningRate': 0.01}, lambda p: torch.optim.Adam(p, lr=0.01)),
]

if __name__ == '__main__':
    main('optimizers', CASES)
