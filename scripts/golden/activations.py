"""Golden trajectories of activations: python scripts/golden/activations.py (see trajectories.py)."""

import torch
from torch.nn import functional

from trajectories import CLASSES, Case, main

# Atelier's activation, and PyTorch's.
ACTIVATIONS = [
    ('relu', functional.relu),
    ('relu6', functional.relu6),
    ('leakyRelu', functional.leaky_relu),
    ({'type': 'leakyRelu', 'negativeSlope': 0.3}, lambda x: functional.leaky_relu(x, 0.3)),
    ('elu', functional.elu),
    ({'type': 'elu', 'alpha': 0.4}, lambda x: functional.elu(x, 0.4)),
    ('selu', functional.selu),
    ('gelu', functional.gelu),
    ({'type': 'gelu', 'approximate': 'tanh'}, lambda x: functional.gelu(x, approximate='tanh')),
    ('silu', functional.silu),
    ('softplus', functional.softplus),
    ({'type': 'softplus', 'beta': 3}, lambda x: functional.softplus(x, 3)),
    ('hardSwish', functional.hardswish),
    ('hardSigmoid', functional.hardsigmoid),
    ('sigmoid', torch.sigmoid),
    ('tanh', torch.tanh),
    ('softmax', lambda x: functional.softmax(x, 1)),
    ('logSoftmax', lambda x: functional.log_softmax(x, 1)),
]


def in_convolution(function):
    """Enough filters for the blocked layout."""

    def network(net, x):
        x = function(net.conv2d(x, 16, 3, padding=1))
        x = function(net.conv2d(x, 16, 3, stride=2, padding=1))
        return net.dense(x.flatten(1), CLASSES)

    return network


def in_dense(function):
    """Inputs times four, which reach the bends on both sides."""

    def network(net, x):
        x = function(net.dense(x.flatten(1), 24) * 4)
        return net.dense(function(net.dense(x, 16)), CLASSES)

    return network


def cases_of(activation, function):
    name = activation if isinstance(activation, str) else ' '.join(str(value) for value in activation.values())
    conv = {'type': 'conv2d', 'filters': 16, 'kernelSize': 3, 'padding': 1, 'activation': activation}
    act = {'type': 'activation', 'function': activation}
    # Logarithms of small shares are large numbers.
    rate = 0.001 if activation == 'logSoftmax' else 0.02
    yield Case(
        f'{name} in convolutions, SGD',
        layers=[conv, {**conv, 'strides': 2}, {'type': 'flatten'}, {'type': 'dense', 'units': CLASSES}],
        network=in_convolution(function),
        training={'optimizer': {'type': 'sgd', 'learningRate': rate, 'momentum': 0.9}},
        optimizer=lambda parameters: torch.optim.SGD(parameters, lr=rate, momentum=0.9),
    )
    # Four equal numbers, whose sum is four times each.
    four = {'type': 'add', 'paths': [[], [], [], []]}
    yield Case(
        f'{name} in dense layers, Adam',
        layers=[
            {'type': 'flatten'},
            {'type': 'dense', 'units': 24},
            four,
            act,
            {'type': 'dense', 'units': 16, 'activation': activation},
            {'type': 'dense', 'units': CLASSES},
        ],
        network=in_dense(function),
        training={'optimizer': {'type': 'adam', 'learningRate': 0.003, 'epsilon': 1e-3}},
        optimizer=lambda parameters: torch.optim.Adam(parameters, lr=0.003, eps=1e-3),
    )


def prelu(shared):
    def network(net, x):
        x = net.conv2d(x, 16, 3, padding=1)
        x = functional.prelu(x, net.parameter([1 if shared else 16], 0.1, 0.4))
        x = net.dense(x.flatten(1), 12)
        x = functional.prelu(x, net.parameter([1 if shared else 12], 0.1, 0.4))
        return net.dense(x, CLASSES)

    layers = [
        {'type': 'conv2d', 'filters': 16, 'kernelSize': 3, 'padding': 1},
        {'type': 'prelu', 'shared': shared},
        {'type': 'flatten'},
        {'type': 'dense', 'units': 12},
        {'type': 'prelu', 'shared': shared},
        {'type': 'dense', 'units': CLASSES},
    ]
    return Case(f"prelu, {'one slope' if shared else 'a slope a channel'}", layers=layers, network=network)


CASES = [
    *(case for activation, function in ACTIVATIONS for case in cases_of(activation, function)),
    prelu(False),
    prelu(True),
]

if __name__ == '__main__':
    main('activations', CASES)
