"""Golden trajectories of pooling and of layers that change an image's size: python scripts/golden/poolings.py.

See trajectories.py. Padding 'same' is that of Keras and TensorFlow; the rest is PyTorch's. No two elements of a window
are equal here; PyTorch and Keras give a tie's gradient to the first, Atelier shares it.
"""

import torch
from torch.nn import functional

from trajectories import CLASSES, Case, main


def case(name, layers, pool):
    """Pools what a convolution gives, with enough channels for the blocked layout, and convolves once more."""

    def network(net, x):
        x = pool(torch.tanh(net.conv2d(x, 16, 3, padding=1)))
        return net.dense(torch.tanh(net.conv2d(x, 16, 1)).flatten(1), CLASSES)

    before = {'type': 'conv2d', 'filters': 16, 'kernelSize': 3, 'padding': 'same', 'activation': 'tanh'}
    after = {'type': 'conv2d', 'filters': 16, 'kernelSize': 1, 'activation': 'tanh'}
    ends = [{'type': 'flatten'}, {'type': 'dense', 'units': CLASSES}]
    return Case(name, layers=[before, *layers, after, *ends], network=network)


def same_pool(name, size, stride):
    """Keras's padding 'same' for images of even size: the odd row and column come last.

    Where those are uneven, Keras's torch backend repeats the border and counts it in means. Here is what its TensorFlow
    backend computes, which leaves padding out; `check_same` compares the two.
    """
    odd = (0, 1, 0, 1)

    def pool(x):
        if name == 'max':
            return functional.max_pool2d(functional.pad(x, odd, value=float('-inf')), size, stride)
        counts = functional.avg_pool2d(functional.pad(torch.ones_like(x), odd), size, stride)
        return functional.avg_pool2d(functional.pad(x, odd), size, stride) / counts

    return pool


def check_same():
    import tensorflow

    x = torch.rand(2, 3, 8, 8, dtype=torch.float64) - 0.5
    for name, theirs in (('max', tensorflow.nn.max_pool2d), ('average', tensorflow.nn.avg_pool2d)):
        expected = theirs(x.permute(0, 2, 3, 1).numpy(), 3, 2, 'SAME').numpy()
        actual = same_pool(name, 3, 2)(x).permute(0, 2, 3, 1).numpy()
        assert abs(actual - expected).max() < 1e-12, name


def both(name, **options):
    """The same options for max and average pooling."""
    return [
        (f'max pooling, {name}', {'type': 'maxPool2d', **options}, functional.max_pool2d, 'max'),
        (f'average pooling, {name}', {'type': 'averagePool2d', **options}, functional.avg_pool2d, 'average'),
    ]


def padded(pool, size, stride, padding):
    uncounted = {} if pool is functional.max_pool2d else {'count_include_pad': False}
    return lambda x: pool(x, size, stride, padding, **uncounted)


CASES = [
    *[case(name, [layer], padded(pool, 2, None, 0)) for name, layer, pool, _ in both('2x2')],
    *[
        case(name, [layer], padded(pool, 3, 2, 1))
        for name, layer, pool, _ in both('3x3 in steps of 2, padding 1', poolSize=3, strides=2, padding=1)
    ],
    *[
        case(name, [layer], same_pool(kind, 3, 2))
        for name, layer, _, kind in both('3x3 in steps of 2, same', poolSize=3, strides=2, padding='same')
    ],
    *[
        case(name, [layer], padded(pool, (3, 2), (1, 3), (1, 0)))
        for name, layer, pool, _ in both('3x2, uneven', poolSize=[3, 2], strides=[1, 3], padding=[1, 0])
    ],
    case(
        'global average pooling',
        [{'type': 'globalAveragePool2d'}, {'type': 'reshape', 'targetShape': [16, 1, 1]}],
        lambda x: x.mean((2, 3), keepdim=True),
    ),
    case(
        'global max pooling',
        [{'type': 'globalMaxPool2d'}, {'type': 'reshape', 'targetShape': [-1, 1, 1]}],
        lambda x: x.amax((2, 3), keepdim=True),
    ),
    case(
        'up-sampling',
        [{'type': 'averagePool2d', 'poolSize': 4}, {'type': 'upSampling2d', 'size': [2, 3]}],
        lambda x: functional.avg_pool2d(x, 4).repeat_interleave(2, 2).repeat_interleave(3, 3),
    ),
    case(
        'zero padding',
        [{'type': 'zeroPadding2d', 'padding': [0, 1, 2, 3]}],
        lambda x: functional.pad(x, (1, 3, 0, 2)),
    ),
    case(
        'reshaping',
        [{'type': 'reshape', 'targetShape': [64, -1, 2]}],
        lambda x: x.reshape(x.shape[0], 64, 8, 2),
    ),
]

if __name__ == '__main__':
    check_same()
    main('poolings', CASES)
