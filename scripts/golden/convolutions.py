"""Golden trajectories of convolutions: python scripts/golden/convolutions.py (see trajectories.py).

Padding 'same' and separable convolutions are Keras's, on its torch backend; the rest is PyTorch's.
"""

import torch
from torch.nn import functional

from trajectories import CLASSES, Case, main


def first(channels):
    """Before the convolution that is tested, so that its input has a gradient; enough channels for the blocked layout."""
    return {'type': 'conv2d', 'filters': channels, 'kernelSize': 3, 'padding': 'same', 'activation': 'tanh'}


def case(name, layer, convolve, channels=16):
    def network(net, x):
        x = torch.tanh(net.conv2d(x, channels, 3, padding=1))
        return net.dense(torch.tanh(convolve(net, x)).flatten(1), CLASSES)

    layers = [first(channels), {**layer, 'activation': 'tanh'}, {'type': 'flatten'}, {'type': 'dense', 'units': CLASSES}]
    return Case(name, layers=layers, network=network)


def conv(filters, size, groups=1, bias=True, **options):
    """A convolution of PyTorch; `size` is [height, width]."""

    def convolve(net, x):
        kernel = net.kernel([filters, x.shape[1] // groups, *size])
        return functional.conv2d(x, kernel, net.bias(filters) if bias else None, groups=groups, **options)

    return convolve


def sides(top, left, bottom, right, convolve):
    return lambda net, x: convolve(net, functional.pad(x, (left, right, top, bottom)))


def keras_conv(filters, size, **options):
    """A convolution of Keras, padding 'same'."""

    def convolve(net, x):
        from keras import ops

        kernel = net.kernel([filters, x.shape[1], *size]).permute(2, 3, 1, 0)
        y = ops.conv(x.permute(0, 2, 3, 1), kernel, padding='same', data_format='channels_last', **options)
        return y.permute(0, 3, 1, 2) + net.bias(filters)[:, None, None]

    return convolve


def keras_depthwise(net, x, multiplier, size):
    """Keras's kernel [height, width, channels, multiplier] from ours [channels · multiplier, 1, height, width]."""
    channels = x.shape[1]
    return net.kernel([channels * multiplier, 1, *size]).reshape(channels, multiplier, *size).permute(2, 3, 0, 1)


def depthwise(size, multiplier=1, **options):
    def convolve(net, x):
        from keras import ops

        kernel = keras_depthwise(net, x, multiplier, size)
        y = ops.depthwise_conv(x.permute(0, 2, 3, 1), kernel, data_format='channels_last', **options)
        return y.permute(0, 3, 1, 2) + net.bias(x.shape[1] * multiplier)[:, None, None]

    return convolve


def separable(filters, size, multiplier=1, **options):
    def convolve(net, x):
        from keras import ops

        kernel = keras_depthwise(net, x, multiplier, size)
        pointwise = net.kernel([filters, x.shape[1] * multiplier, 1, 1]).permute(2, 3, 1, 0)
        y = ops.separable_conv(x.permute(0, 2, 3, 1), kernel, pointwise, data_format='channels_last', **options)
        return y.permute(0, 3, 1, 2) + net.bias(filters)[:, None, None]

    return convolve


def conv2d(filters, size, **options):
    return {'type': 'conv2d', 'filters': filters, 'kernelSize': size, **options}


CASES = [
    case('valid, 5x3', conv2d(16, [5, 3]), conv(16, [5, 3])),
    case('without bias', conv2d(16, 3, useBias=False), conv(16, [3, 3], bias=False)),
    case('strides 2, same', conv2d(16, 3, strides=2, padding='same'), keras_conv(16, [3, 3], strides=2)),
    case('strides 2, padding 1', conv2d(16, 3, strides=2, padding=1), conv(16, [3, 3], stride=2, padding=1)),
    case('strides 3 and 1, 2x2', conv2d(16, 2, strides=[3, 1]), conv(16, [2, 2], stride=(3, 1))),
    case('1x1, strides 2', conv2d(32, 1, strides=2), conv(32, [1, 1], stride=2)),
    case('1x7, same', conv2d(16, [1, 7], padding='same'), keras_conv(16, [1, 7])),
    case('2x2, same', conv2d(16, 2, padding='same'), keras_conv(16, [2, 2])),
    case(
        'dilated, same',
        conv2d(16, 3, padding='same', dilationRate=2),
        keras_conv(16, [3, 3], dilation_rate=2),
    ),
    case(
        'strided and dilated',
        conv2d(16, 3, strides=[2, 1], dilationRate=[1, 2], padding=[1, 2]),
        conv(16, [3, 3], stride=(2, 1), dilation=(1, 2), padding=(1, 2)),
    ),
    case(
        'padding on each side',
        conv2d(16, 3, strides=2, padding=[0, 1, 2, 3]),
        sides(0, 1, 2, 3, conv(16, [3, 3], stride=2)),
    ),
    case('groups of blocks', conv2d(32, 3, groups=2, padding=1), conv(32, [3, 3], groups=2, padding=1), 32),
    case(
        'small groups, strided and dilated',
        conv2d(8, 3, groups=4, strides=2, dilationRate=2, padding=2, useBias=False),
        conv(8, [3, 3], groups=4, stride=2, dilation=2, padding=2, bias=False),
    ),
    case(
        'depthwise, same',
        {'type': 'depthwiseConv2d', 'kernelSize': 3, 'padding': 'same'},
        depthwise([3, 3], padding='same'),
    ),
    case(
        'depthwise, strides 2, same',
        {'type': 'depthwiseConv2d', 'kernelSize': 3, 'strides': 2, 'padding': 'same'},
        depthwise([3, 3], strides=2, padding='same'),
    ),
    case(
        'depthwise, 7x7',
        {'type': 'depthwiseConv2d', 'kernelSize': 7, 'padding': 3},
        conv(16, [7, 7], groups=16, padding=3),
    ),
    case(
        'depthwise, two kernels a channel',
        {'type': 'depthwiseConv2d', 'kernelSize': [3, 2], 'depthMultiplier': 2},
        depthwise([3, 2], 2, padding='valid'),
    ),
    case(
        'separable, same',
        {'type': 'separableConv2d', 'filters': 32, 'kernelSize': 3, 'padding': 'same'},
        separable(32, [3, 3], padding='same'),
    ),
    case(
        'separable, two kernels a channel, strides 2',
        {'type': 'separableConv2d', 'filters': 8, 'kernelSize': 3, 'strides': 2, 'depthMultiplier': 2},
        separable(8, [3, 3], 2, strides=2, padding='valid'),
    ),
]

if __name__ == '__main__':
    main('convolutions', CASES)
