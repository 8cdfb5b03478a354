"""Golden training trajectories of the four reference models, made by PyTorch.

    python scripts/golden/models.py [model ...]      writes test/golden/<model>.json

Made with PyTorch 2.13 (CPU build) and NumPy 2.4 on Python 3.11, one thread; each file says which versions made it.
`pip install torch numpy` is all it needs. It takes about three minutes.

Nothing large is stored: weights, images, labels and dropout masks come from the named random streams of
src/core/random.ts, which threefry.py repeats bit for bit. With seed S (in the file, for each trajectory):

- Parameter p (counted over all trainable parameters in the order of the file, batch norm's included):
  a dense or convolution kernel, and its bias, is `randomStream(S, 'golden-weights', p)`, one `.uniform(-a, a)` an
  element, rounded to float32, where a = 1 / sqrt(fanIn) and fanIn is that of the layer. Dense kernels are
  [inputs, units] and convolution kernels [outputs, inputs, height, width], filled in row-major order. Batch norm's
  gamma is 1, beta 0, its running mean 0 and its running variance 1, and they draw nothing.
- Images of step t (from 0), [batch, 28, 28]: `randomStream(S, 'golden-images', t).fillUint32(...)`, one word a pixel;
  the byte is `word >>> 24`. With `images: "rectangle"` image b is then black outside rows top..bottom-1 and columns
  left..right-1, where `r = randomStream(S, 'golden-rectangles', t, b)`, top = r.integer(10), left = r.integer(10),
  bottom = 18 + r.integer(11), right = 18 + r.integer(11), drawn in this order. The model sees byte / 255.
- Labels of step t: `randomStream(S, 'golden-labels', t)`, one `.integer(10)` an image.
- The mask of dropout layer d (counted from 0 over the dropout layers) at step t:
  `randomStream(S, 'golden-dropout', t, d).fillUint32(...)` over the layer's input in row-major order, convolutions as
  [batch, channels, height, width]. Kept where word >= rate * 2**32, and scaled by 1 / (1 - rate).
- Flatten takes [channels, height, width] in row-major order, as PyTorch has it.

Every trajectory is computed in float64, which is the reference. Rounding alone can take a right float32
implementation away from it: one input of a ReLU or one maximum that falls on the other side moves everything after it,
and a small epsilon makes Adam turn rounding noise into steps. So steps are gentle, epsilon is large, and each trajectory
has the first seed, from FIRST_SEED on, with which eight float32 runs of PyTorch, whose first weights differ by a few units
of the last place, all stay within CALM of the reference in every figure. `rounding` is how far they went: what goes much
further than that is wrong.

`losses` are mean cross-entropies before each update; `evaluationLoss` is that of the last batch after the last update,
with running statistics; `norms` are L2 norms after the last update, of the parameters and then the running statistics,
in the order of the file; `gradientNorms` are those of the first step. Batch norm has PyTorch's momentum .1, epsilon 1e-5, population variance in the
batch and unbiased variance in the running statistics.

Max pooling divides a window's gradient equally among its tied maxima. PyTorch gives it to the first; what stock
PyTorch's losses are is recorded beside (`stockPoolLosses`), and so is the share of windows with a tie above zero
(`tiedWindowShare`). In these trajectories it makes no difference to the digits recorded: over a constant area every
tied input sees the same patch, so that the weights' gradients do not depend on which of them passes the gradient on.

A bias in front of batch norm has no effect on the loss, so its gradient is rounding noise. Such parameters are marked
`zeroGradient`: leave their gradients out.
"""

import json
import math
import platform
import sys
from itertools import count
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from threefry import check, random_stream

FIRST_SEED = 20170825
STEPS = 10
BATCH = 8
CALM = 1e-5
CLASSES = 10
BATCH_NORM = {'momentum': 0.1, 'epsilon': 1e-5}

OPTIMIZERS = {
    'adam': {'learningRate': 1e-4, 'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-3},
    'sgd': {'learningRate': 5e-4, 'momentum': 0.9},
}


def conv_block(filters):
    return [('conv', filters), ('batchNorm',), ('relu',)]


MODELS = {
    'ann': [('flatten',), ('dense', 128), ('relu',), ('dense', 64), ('relu',), ('dense', CLASSES)],
    'mlp': [
        ('flatten',),
        *[
            layer
            for units in (512, 256, 128)
            for layer in (('dense', units), ('batchNorm',), ('relu',), ('dropout', 0.3))
        ],
        ('dense', CLASSES),
        ('logSoftmax',),
    ],
    'cnn': [
        *[('conv', 32), ('relu',), ('maxPool',), ('conv', 64), ('relu',), ('maxPool',)],
        *[('flatten',), ('dense', 128), ('relu',), ('dense', CLASSES)],
    ],
    'deep-cnn': [
        *[*conv_block(32), *conv_block(32), ('maxPool',), ('dropout', 0.25)],
        *[*conv_block(64), *conv_block(64), ('maxPool',), ('dropout', 0.25)],
        *[*conv_block(128), ('flatten',), ('dense', 128), ('batchNorm',), ('relu',), ('dropout', 0.5)],
        ('dense', CLASSES),
    ],
}


class EqualShareMaxPool(torch.autograd.Function):
    """2x2 max pooling that divides a window's gradient equally among its maxima.

    A maximum is what is within a few units of float64's last place of the largest: the inputs of a constant area are
    equal in exact arithmetic, but a blocked product may add them up in different orders. In float32 it is exact.
    """

    @staticmethod
    def windows(x):
        n, c, h, w = x.shape
        return x.reshape(n, c, h // 2, 2, w // 2, 2)

    @staticmethod
    def forward(ctx, x):
        windows = EqualShareMaxPool.windows(x)
        largest = windows.amax(dim=(3, 5), keepdim=True)
        slack = 1e-13 * largest.abs() if x.dtype == torch.float64 else 0
        maxima = (windows >= largest - slack).to(x.dtype)
        count = maxima.sum(dim=(3, 5), keepdim=True)
        ctx.save_for_backward(maxima / count)
        # A tie between zeros behind a ReLU passes nothing on, so it is not counted.
        EqualShareMaxPool.ties += int(((count > 1) & (largest > 0)).sum())
        EqualShareMaxPool.seen += count.numel()
        return largest.reshape(largest.shape[0], largest.shape[1], largest.shape[2], largest.shape[4])

    @staticmethod
    def backward(ctx, gradient):
        (shares,) = ctx.saved_tensors
        n, c, h, _, w, _ = shares.shape
        return (gradient.reshape(n, c, h, 1, w, 1) * shares).reshape(n, c, 2 * h, 2 * w)


def build(seed, layers, dtype, variant=0):
    """The parameters and running statistics of a model, in order, with their first values.

    With a `variant` the weights differ from the golden ones by up to two roundings of float32.
    """
    parameters, statistics, shape = [], [], [1, 28, 28]

    def add(kind, layer, size, fan_in=None, zero_gradient=False):
        index = len(parameters)
        if fan_in is None:
            values = np.full(size, 1.0 if kind == 'gamma' else 0.0)
        else:
            bound = 1 / math.sqrt(fan_in)
            stream = random_stream(seed, 'golden-weights', index)
            values = stream.uniform(-bound, bound, math.prod(size)).astype(np.float32).reshape(size)
            if variant:
                noise = np.random.default_rng([variant, index]).uniform(-2, 2, size)
                values = (values * (1 + noise * 2.0**-24)).astype(np.float32)
        value = torch.tensor(values, dtype=dtype, requires_grad=True)
        parameters.append(
            {'name': f'{layer}.{kind}', 'shape': list(size), 'zeroGradient': zero_gradient, 'value': value}
        )

    for index, (name, *arguments) in enumerate(layers):
        normalized = index + 1 < len(layers) and layers[index + 1][0] == 'batchNorm'
        if name == 'conv':
            (filters,) = arguments
            add('kernel', index, [filters, shape[0], 3, 3], shape[0] * 9)
            add('bias', index, [filters], shape[0] * 9, normalized)
            shape[0] = filters
        elif name == 'dense':
            (units,) = arguments
            add('kernel', index, [shape[0], units], shape[0])
            add('bias', index, [units], shape[0], normalized)
            shape = [units]
        elif name == 'batchNorm':
            add('gamma', index, [shape[0]])
            add('beta', index, [shape[0]])
            for kind in ('runningMean', 'runningVariance'):
                value = (torch.zeros if kind == 'runningMean' else torch.ones)(shape[0], dtype=dtype)
                statistics.append({'name': f'{index}.{kind}', 'shape': [shape[0]], 'value': value})
        elif name == 'maxPool':
            shape = [shape[0], shape[1] // 2, shape[2] // 2]
        elif name == 'flatten':
            shape = [math.prod(shape)]
    return parameters, statistics


def forward(layers, x, parameters, statistics, *, seed, step, training, dropout, stock_pool):
    """Logits (or log-probabilities, for the model that ends so)."""
    trainable = iter([parameter['value'] for parameter in parameters])
    running = iter([statistic['value'] for statistic in statistics])
    dropouts = 0
    for name, *arguments in layers:
        if name == 'conv':
            x = functional.conv2d(x, next(trainable), next(trainable), padding=1)
        elif name == 'dense':
            x = functional.linear(x, next(trainable).T, next(trainable))
        elif name == 'batchNorm':
            gamma, beta, mean, variance = next(trainable), next(trainable), next(running), next(running)
            momentum, epsilon = BATCH_NORM['momentum'], BATCH_NORM['epsilon']
            x = functional.batch_norm(x, mean, variance, gamma, beta, training, momentum, epsilon)
        elif name == 'relu':
            x = functional.relu(x)
        elif name == 'maxPool':
            x = functional.max_pool2d(x, 2) if stock_pool else EqualShareMaxPool.apply(x)
        elif name == 'flatten':
            x = x.flatten(1)
        elif name == 'logSoftmax':
            x = functional.log_softmax(x, dim=1)
        elif name == 'dropout':
            if training and dropout:
                (rate,) = arguments
                words = random_stream(seed, 'golden-dropout', step, dropouts).uint32(x.numel())
                kept = torch.from_numpy((words >= rate * 2.0**32).reshape(x.shape))
                x = x * kept.to(x.dtype) * (1 / (1 - rate))
            dropouts += 1
        else:
            raise ValueError(name)
    return x


def batch_of(seed, step, images):
    """Bytes [batch, 1, 28, 28] and labels [batch] of one step."""
    words = random_stream(seed, 'golden-images', step).uint32(BATCH * 784)
    pixels = (words >> np.uint64(24)).astype(np.uint8).reshape(BATCH, 1, 28, 28)
    if images == 'rectangle':
        for index in range(BATCH):
            stream = random_stream(seed, 'golden-rectangles', step, index)
            top, left = stream.integer(10), stream.integer(10)
            bottom, right = 18 + stream.integer(11), 18 + stream.integer(11)
            inside = np.zeros((28, 28), dtype=bool)
            inside[top:bottom, left:right] = True
            pixels[index, 0][~inside] = 0
    stream = random_stream(seed, 'golden-labels', step)
    return pixels, [stream.integer(CLASSES) for _ in range(BATCH)]


def train(seed, layers, optimizer_name, images, dropout, dtype, stock_pool=False, variant=0):
    parameters, statistics = build(seed, layers, dtype, variant)
    values = [parameter['value'] for parameter in parameters]
    options = OPTIMIZERS[optimizer_name]
    if optimizer_name == 'adam':
        betas = (options['beta1'], options['beta2'])
        optimizer = torch.optim.Adam(values, lr=options['learningRate'], betas=betas, eps=options['epsilon'])
    else:
        optimizer = torch.optim.SGD(values, lr=options['learningRate'], momentum=options['momentum'])
    EqualShareMaxPool.ties = EqualShareMaxPool.seen = 0
    losses = []
    for step in range(STEPS):
        pixels, labels = batch_of(seed, step, images)
        x, y = torch.from_numpy(pixels).to(dtype) / 255, torch.tensor(labels)
        run = {'seed': seed, 'step': step, 'dropout': dropout, 'stock_pool': stock_pool}
        loss = functional.cross_entropy(forward(layers, x, parameters, statistics, training=True, **run), y)
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            gradient_norms = [value.grad.norm().item() for value in values]
        optimizer.step()
        losses.append(loss.item())
    ties = EqualShareMaxPool.ties / EqualShareMaxPool.seen if EqualShareMaxPool.seen else 0
    with torch.no_grad():
        logits = forward(layers, x, parameters, statistics, training=False, **run)
        evaluation_loss = functional.cross_entropy(logits, y).item()
    norms = [tensor['value'].detach().norm().item() for tensor in parameters + statistics]
    return {
        'losses': losses,
        'evaluationLoss': evaluation_loss,
        'norms': norms,
        'gradientNorms': gradient_norms,
        'ties': ties,
    }


def shortened(value, digits):
    """The number with so many significant digits: what the precision carries, and no more in the file."""
    if isinstance(value, list):
        return [shortened(item, digits) for item in value]
    return float(f'{value:.{digits}g}')


def distance(reference, run):
    """The largest relative distance of any figure of a run from the reference."""
    pairs = [(run['evaluationLoss'], reference['evaluationLoss'])]
    for key in ('losses', 'norms'):
        pairs += zip(run[key], reference[key])
    return max(abs(actual / expected - 1) for actual, expected in pairs)


def trajectory(layers, optimizer_name, images, dropout):
    setting = (layers, optimizer_name, images, dropout)
    for seed in count(FIRST_SEED):
        reference = train(seed, *setting, torch.float64)
        rounding = 0
        for variant in range(8):
            rounding = max(rounding, distance(reference, train(seed, *setting, torch.float32, variant=variant)))
            if rounding > CALM:
                break
        else:
            break
    entry = {'optimizer': optimizer_name, 'images': images, 'dropout': dropout, 'seed': seed}
    for key in ('losses', 'evaluationLoss', 'norms', 'gradientNorms'):
        entry[key] = shortened(reference[key], 11)
    entry['rounding'] = shortened(rounding, 2)
    if ('maxPool',) in layers:
        entry['tiedWindowShare'] = shortened(reference['ties'], 4)
        stock = train(seed, *setting, torch.float64, stock_pool=True)
        entry['stockPoolLosses'] = shortened(stock['losses'], 11)
    return entry


def golden(name):
    layers = MODELS[name]
    parameters, statistics = build(FIRST_SEED, layers, torch.float64)
    has_dropout = any(layer[0] == 'dropout' for layer in layers)
    return {
        'about': 'Made by scripts/golden/models.py, which says how every number is defined.',
        'versions': {
            'torch': torch.__version__,
            'numpy': np.__version__,
            'python': platform.python_version(),
        },
        'model': name,
        'seed': FIRST_SEED,
        'batchSize': BATCH,
        'steps': STEPS,
        'optimizers': OPTIMIZERS,
        'batchNorm': BATCH_NORM,
        'layers': [list(layer) for layer in layers],
        'parameters': [{key: p[key] for key in ('name', 'shape', 'zeroGradient')} for p in parameters],
        'statistics': [{key: s[key] for key in ('name', 'shape')} for s in statistics],
        'checks': checks(parameters),
        'trajectories': [
            trajectory(layers, optimizer, images, dropout)
            for optimizer in OPTIMIZERS
            for images in ('noise', 'rectangle')
            for dropout in ([False, True] if has_dropout else [False])
        ],
    }


def checks(parameters):
    """The first values of what the streams give, so that a reader can tell wrong inputs from wrong training."""
    pixels, labels = batch_of(FIRST_SEED, 0, 'noise')
    rectangle, _ = batch_of(FIRST_SEED, 0, 'rectangle')
    return {
        'firstKernelStart': parameters[0]['value'].detach().flatten()[:4].tolist(),
        'firstPixels': pixels.flatten()[:8].tolist(),
        'pixelSum': {'noise': int(pixels.sum()), 'rectangle': int(rectangle.sum())},
        'firstLabels': labels,
    }


def compact(value, indent=''):
    """JSON with one line for every list of plain values."""
    inner = indent + '  '
    if isinstance(value, dict) and value:
        body = ',\n'.join(f'{inner}{json.dumps(key)}: {compact(item, inner)}' for key, item in value.items())
        text = '{\n' + body + '\n' + indent + '}'
        line = json.dumps(value)
        return line if len(line) + len(indent) < 118 else text
    if isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        return '[\n' + ',\n'.join(inner + compact(item, inner) for item in value) + '\n' + indent + ']'
    return json.dumps(value)


def main():
    check()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    folder = Path(__file__).resolve().parents[2] / 'test' / 'golden'
    for name in sys.argv[1:] or MODELS:
        path = folder / f'{name}.json'
        content = golden(name)
        text = compact(content) + '\n'
        assert json.loads(text) == content
        path.write_text(text)
        print(f'{path.name}: {len(text)} bytes')
        for entry in content['trajectories']:
            report(entry)


def report(entry):
    print(f"  {entry['optimizer']:4} {entry['images']:9} dropout {'on' if entry['dropout'] else 'off':3}", end='')
    print(f" seed {entry['seed']}: loss {entry['losses'][0]:.5f} to {entry['losses'][-1]:.5f}", end='')
    print(f", evaluated {entry['evaluationLoss']:.5f}; float32 off by {entry['rounding']:.1e}", end='')
    if 'stockPoolLosses' in entry:
        stock = max(abs(a - b) for a, b in zip(entry['losses'], entry['stockPoolLosses']))
        print(f"; ties {entry['tiedWindowShare']:.2%}, stock pooling off by {stock:.1e}", end='')
    print(flush=True)


if __name__ == '__main__':
    main()
