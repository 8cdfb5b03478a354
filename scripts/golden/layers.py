"""Golden trajectories of layers: python scripts/golden/layers.py (see trajectories.py)."""

from torch.nn import functional

from trajectories import CLASSES, Case, main

HEAD = [{'type': 'flatten'}, {'type': 'dense', 'units': CLASSES}]


def head(net, x):
    return net.dense(x.flatten(1), CLASSES)


def blocks(net, x):
    """Enough channels for the blocked layout; a colour image."""
    x = functional.relu(net.batch_norm(net.conv2d(x, 16, 3, padding=1, bias=False)))
    return head(net, functional.max_pool2d(net.conv2d(x, 32, 3, padding=1), 2))


def with_dropout(net, x):
    x = net.dense(x.flatten(1), 24)
    return net.dense(x * net.mask(x.shape, 0.25) / (0.75 if net.training else 1), CLASSES)


CASES = [
    Case(
        'batchNorm between convolutions',
        layers=[
            {'type': 'conv2d', 'filters': 16, 'kernelSize': 3, 'padding': 'same', 'useBias': False},
            {'type': 'batchNorm', 'momentum': 0.9},
            {'type': 'activation', 'function': 'relu'},
            {'type': 'conv2d', 'filters': 32, 'kernelSize': 3, 'padding': 'same'},
            {'type': 'maxPool2d'},
            *HEAD,
        ],
        network=blocks,
        image=(8, 8, 3),
    ),
    Case(
        'dropout',
        layers=[
            {'type': 'flatten'},
            {'type': 'dense', 'units': 24},
            {'type': 'dropout', 'rate': 0.25},
            {'type': 'dense', 'units': CLASSES},
        ],
        network=with_dropout,
    ),
]

if __name__ == '__main__':
    main('layers', CASES)
