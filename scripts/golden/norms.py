"""Golden trajectories of norms and blocks: python scripts/golden/norms.py (see trajectories.py)."""

import torch
from torch.nn import functional

from trajectories import CLASSES, Case, main

HEAD = [{'type': 'flatten'}, {'type': 'dense', 'units': CLASSES}]
CONV = {'type': 'conv2d', 'filters': 16, 'kernelSize': 3, 'padding': 1, 'useBias': False}


def head(net, x):
    return net.dense(x.flatten(1), CLASSES)


def between(norm, rows=False):
    """A norm after a convolution with enough filters for the blocked layout, and then tanh."""

    def network(net, x):
        if rows:
            return net.dense(torch.tanh(norm(net, net.dense(x.flatten(1), 24))), CLASSES)
        return head(net, torch.tanh(norm(net, net.conv2d(x, 16, 3, padding=1, bias=False))))

    return network


def layers_between(norm, rows=False):
    tanh = {'type': 'activation', 'function': 'tanh'}
    if rows:
        return [{'type': 'flatten'}, {'type': 'dense', 'units': 24}, norm, tanh, {'type': 'dense', 'units': CLASSES}]
    return [CONV, norm, tanh, *HEAD]


def per_channel(x, vector):
    return vector.reshape(1, -1, *[1] * (x.ndim - 2))


def keras_layer_norm(net, x):
    """Keras, channels last."""
    import keras

    gamma, beta = net.scale(x.shape[1]), net.bias(x.shape[1])
    layer = keras.layers.LayerNormalization(epsilon=1e-3, dtype=str(x.dtype).removeprefix('torch.'))
    last = x.permute(0, 2, 3, 1)
    layer.build(tuple(last.shape))
    y, _ = layer.stateless_call([gamma, beta], [], last)
    return y.permute(0, 3, 1, 2)


def keras_batch_norm(net, x):
    """Keras without gamma and with its defaults: the kept share of .99, an epsilon of .001. Its running variance is that
    of the batch, ours is unbiased; so the running statistics are kept here by hand, and the rest is Keras's."""
    import keras

    beta = net.bias(x.shape[1])
    layer = keras.layers.BatchNormalization(scale=False, axis=1, dtype=str(x.dtype).removeprefix('torch.'))
    layer.build(tuple(x.shape))
    mean, variance = net.statistic([x.shape[1]], 0.0), net.statistic([x.shape[1]], 1.0)
    y, _ = layer.stateless_call([beta], [mean.clone(), variance.clone()], x, training=net.training)
    if net.training:
        with torch.no_grad():
            mean.lerp_(x.mean((0, 2, 3)), 0.01)
            variance.lerp_(x.var((0, 2, 3), unbiased=True), 0.01)
    return y


def group_norm(groups, epsilon=1e-5):
    return lambda net, x: functional.group_norm(x, groups, net.scale(x.shape[1]), net.bias(x.shape[1]), epsilon)


def plain_batch_norm(net, x):
    mean, variance = net.statistic([x.shape[1]], 0.0), net.statistic([x.shape[1]], 1.0)
    return functional.batch_norm(x, mean, variance, None, None, net.training, 0.3, 1e-5)


def whole(net, x):
    shape = list(x.shape[1:])
    return functional.layer_norm(x, shape, net.parameter(shape, 0.8, 1.2), net.parameter(shape, -0.1, 0.1))


NORMS = [
    ('layerNorm over channels, Keras', {'type': 'layerNorm', 'epsilon': 1e-3}, keras_layer_norm, False),
    ('layerNorm over all axes', {'type': 'layerNorm', 'axis': 'all'}, whole, False),
    (
        'layerNorm over channels without beta',
        {'type': 'layerNorm', 'center': False, 'epsilon': 1e-6},
        lambda net, x: functional.layer_norm(x.permute(0, 2, 3, 1), [16], net.scale(16), None, 1e-6).permute(0, 3, 1, 2),
        False,
    ),
    ('layerNorm of rows', {'type': 'layerNorm'}, whole, True),
    ('groupNorm in four groups', {'type': 'groupNorm', 'groups': 4}, group_norm(4), False),
    ('groupNorm in one group', {'type': 'groupNorm', 'groups': 1, 'epsilon': 1e-3}, group_norm(1, 1e-3), False),
    ('groupNorm, a group a channel', {'type': 'groupNorm', 'groups': 16}, group_norm(16), False),
    ('groupNorm of rows', {'type': 'groupNorm', 'groups': 6}, group_norm(6), True),
    (
        'groupNorm without gamma and beta',
        {'type': 'groupNorm', 'groups': 2, 'center': False, 'scale': False},
        lambda net, x: functional.group_norm(x, 2),
        False,
    ),
    ('batchNorm', {'type': 'batchNorm'}, lambda net, x: net.batch_norm(x), False),
    (
        'batchNorm with other options',
        {'type': 'batchNorm', 'momentum': 0.5, 'epsilon': 1e-2},
        lambda net, x: net.batch_norm(x, 0.5, 1e-2),
        False,
    ),
    ('batchNorm of rows', {'type': 'batchNorm'}, lambda net, x: net.batch_norm(x), True),
    (
        'batchNorm without gamma, Keras',
        {'type': 'batchNorm', 'scale': False, 'momentum': 0.99, 'epsilon': 1e-3},
        keras_batch_norm,
        False,
    ),
    (
        'batchNorm without gamma and beta',
        {'type': 'batchNorm', 'scale': False, 'center': False, 'momentum': 0.7},
        plain_batch_norm,
        False,
    ),
    (
        'batchNorm of rows without gamma and beta',
        {'type': 'batchNorm', 'scale': False, 'center': False, 'momentum': 0.7},
        plain_batch_norm,
        True,
    ),
]


def residual(shortcut, shape_changes):
    """Two blocks, one of which may change the shape."""
    filters, stride = (32, 2) if shape_changes else (16, 1)

    def block(net, x):
        y = functional.silu(net.conv2d(x, filters, 3, stride=stride, padding=1))
        y = net.conv2d(y, filters, 3, padding=1)
        if not shape_changes:
            beside = x
        elif shortcut == 'projection':
            beside = net.batch_norm(net.conv2d(x, filters, 1, stride=stride, bias=False))
        else:
            beside = functional.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, filters - x.shape[1]))
        return torch.tanh(y + beside)

    def network(net, x):
        return net.dense(block(net, net.conv2d(x, 16, 3, padding=1, bias=False)).mean((2, 3)), CLASSES)

    conv = {'type': 'conv2d', 'filters': filters, 'kernelSize': 3, 'padding': 1}
    body = [{**conv, 'strides': stride, 'activation': 'silu'}, conv]
    layers = [
        CONV,
        {'type': 'residual', 'layers': body, 'shortcut': shortcut, 'activation': 'tanh'},
        {'type': 'globalAveragePool2d'},
        {'type': 'dense', 'units': CLASSES},
    ]
    return Case(f"residual, {shortcut}{', strided' if shape_changes else ''}", layers=layers, network=network)


def squeeze_excitation(options, inner, gate):
    def network(net, x):
        x = net.conv2d(x, 16, 3, padding=1, bias=False)
        units = 16 // options['ratio']
        return head(net, x * gate(net.dense(inner(net.dense(x.mean((2, 3)), units)), 16))[:, :, None, None])

    layers = [CONV, {'type': 'squeezeExcitation', **options}, *HEAD]
    name = ', '.join(['squeezeExcitation', *(str(value) for value in options.values())])
    return Case(name, layers=layers, network=network)


def spatial_dropout(net, x):
    x = net.conv2d(x, 16, 3, padding=1, bias=False)
    return head(net, x * net.mask([*x.shape[:2], 1, 1], 0.25) / (0.75 if net.training else 1))


def dense_block(net, x):
    x = net.conv2d(x, 16, 3, padding=1, bias=False)
    for _ in range(2):
        x = torch.cat([x, functional.elu(net.conv2d(x, 16, 3, padding=1, bias=False))], 1)
    return net.dense(x.mean((2, 3)), CLASSES)


GROW = {'type': 'concatenate', 'paths': [[], [{**CONV, 'activation': 'elu'}]]}

CASES = [
    *(
        Case(
            name,
            layers=layers_between(layer, rows),
            network=between(norm, rows),
            training={'optimizer': {'type': 'sgd', 'learningRate': 0.02}},
            optimizer=lambda parameters: torch.optim.SGD(parameters, lr=0.02),
        )
        for name, layer, norm, rows in NORMS
    ),
    *(
        Case(
            f'{name}, Adam',
            layers=layers_between(layer, rows),
            network=between(norm, rows),
            training={'optimizer': {'type': 'adam', 'learningRate': 0.003, 'epsilon': 1e-3}},
            optimizer=lambda parameters: torch.optim.Adam(parameters, lr=0.003, eps=1e-3),
        )
        for name, layer, norm, rows in NORMS
    ),
    residual('identity', False),
    residual('projection', True),
    residual('pad', True),
    squeeze_excitation({'ratio': 4}, functional.relu, torch.sigmoid),
    squeeze_excitation({'ratio': 2, 'activation': 'silu', 'gate': 'hardSigmoid'}, functional.silu, functional.hardsigmoid),
    Case('spatialDropout2d', layers=[CONV, {'type': 'spatialDropout2d', 'rate': 0.25}, *HEAD], network=spatial_dropout),
    Case(
        'concatenate',
        layers=[CONV, GROW, GROW, {'type': 'globalAveragePool2d'}, {'type': 'dense', 'units': CLASSES}],
        network=dense_block,
    ),
]

if __name__ == '__main__':
    main('norms', CASES)
