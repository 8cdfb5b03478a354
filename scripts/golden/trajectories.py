"""Golden trajectories of 20 steps of small networks: the part that all scripts with cases share.

A part (optimizers, layers, losses, ...) is one script beside this file with a list of cases:

    # scripts/golden/optimizers.py
    from trajectories import Case, main, small_network, SMALL_LAYERS

    CASES = [
        Case('adam', training={'optimizer': {'type': 'adam', 'learningRate': 0.01}},
             optimizer=lambda parameters: torch.optim.Adam(parameters, lr=0.01)),
        Case('average pooling', layers=[{'type': 'averagePool2d'}, {'type': 'flatten'}, {'type': 'dense', 'units': 4}],
             network=lambda net, x: net.dense(functional.avg_pool2d(x, 2).flatten(1), 4)),
    ]

    if __name__ == '__main__':
        main('optimizers', CASES)

    python scripts/golden/optimizers.py          writes test/golden/trajectories/optimizers.json

and one test file, `test/golden/optimizers.test.ts`, which is `testTrajectories('optimizers')`. So a new case is one
entry in the Python list, and then the script is run again. In a case

- `layers` and `training` are Atelier's side, as JSON: the layers of the model, and the recipe's training options
  (optimizer, loss, ...; epochs and batch size are filled in). Both have a default: a small network with a convolution,
  pooling and two dense layers; and SGD with a learning rate of 0.1.
- `network(net, x)` is the same network in PyTorch: x is [batch, channels, height, width] in [0, 1], and it returns
  logits. It asks `net` for its parameters in the order in which Atelier's layers declare theirs (kernel before bias,
  gamma before beta), in Atelier's shapes: a dense kernel is [inputs, units], a convolution's
  [filters, inputs / groups, height, width]. `net.dense`, `net.conv2d`, `net.batch_norm`, `net.mask` do so;
  `net.kernel(shape)`, `net.bias(size)`, `net.scale(size)` and `net.parameter(shape, low, high)` are for others.
  `net.training` tells training from evaluation, `net.statistic(shape, value)` is a tensor without a gradient.
- `optimizer(parameters)` gives a `torch.optim` optimiser, or anything with `step()`; `keras_optimizer(make)` wraps one
  of Keras, which runs on the torch backend here (as do `keras.layers` and `keras.ops` inside a network).
- `loss(logits, labels, net)` is the number that is minimised; the mean cross-entropy by default. `net.parameters` is
  the list of all parameters so far, for regularisers.
- `after_step(step, net, optimizer)` may change parameters in place (max-norm) or the optimiser (a schedule): it is called
  after every step.
- `evaluated(snapshots)` gives the (parameters, statistics) to evaluate with, from those after every step; the last by
  default. It is for averages of weights.
- `image` is [height, width, channels], [8, 8, 1] by default; there are always 4 classes, batches of 8 and 5 batches,
  which are gone through four times.

Nothing large is stored: weights, images, labels and dropout masks come from the named random streams of
src/core/random.ts, which threefry.py repeats bit for bit. With seed S (in the file):

- Parameter p, in order: `randomStream(S, 'trajectory-weights', p)`, one `.uniform(low, high)` an element, row-major,
  rounded to float32; the file says its shape, low and high.
- Images, bytes [40, height, width, channels]: `randomStream(S, 'trajectory-images').fillUint32(...)`, one word a value,
  the byte is `word >>> 24`; labels: `randomStream(S, 'trajectory-labels')`, one `.integer(4)` an image.
- Mask m of step t: `randomStream(S, 'trajectory-masks', t, m).fillUint32(...)`, row-major; kept where
  word >= rate * 2**32.

The reference is float64. Every case is also computed in float32, and refused where that alone moves a loss by more than
`ROUNDING`, because then no other float32 implementation can be held to 1e-4: choose a smaller learning rate, or a network
without kinks. `losses` are those before each update, `logits` those of the first two images of the last batch in evaluation mode after
the last one.
"""

import json
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault('KERAS_BACKEND', 'torch')

import numpy as np
import torch
from torch.nn import functional

from threefry import check, random_stream

SEED = 20170825
STEPS = 20
BATCH = 8
BATCHES = 5
CLASSES = 4
ROUNDING = 3e-5

SMALL_LAYERS = [
    {'type': 'conv2d', 'filters': 4, 'kernelSize': 3, 'padding': 'same', 'activation': 'relu'},
    {'type': 'maxPool2d'},
    {'type': 'flatten'},
    {'type': 'dense', 'units': 12, 'activation': 'tanh'},
    {'type': 'dense', 'units': CLASSES},
]


def small_network(net, x):
    x = functional.max_pool2d(functional.relu(net.conv2d(x, 4, 3, padding=1)), 2)
    return net.dense(torch.tanh(net.dense(x.flatten(1), 12)), CLASSES)


def cross_entropy(logits, labels, net):
    return functional.cross_entropy(logits, labels)


@dataclass(frozen=True)
class Case:
    name: str
    layers: list | None = None
    network: Callable = small_network
    training: dict | None = None
    optimizer: Callable = lambda parameters: torch.optim.SGD(parameters, lr=0.1)
    loss: Callable = cross_entropy
    after_step: Callable | None = None
    evaluated: Callable | None = None
    image: tuple = (8, 8, 1)


class Network:
    """The parameters of a network, declared by its first pass and used again by every later one."""

    def __init__(self, dtype):
        self.dtype = dtype
        self.parameters = []
        self.ranges = []
        self.statistics = []
        self.training = True
        self.step = 0
        self._used = {'parameters': 0, 'statistics': 0, 'masks': 0}

    def run(self, network, x, training, step):
        self.training, self.step = training, step
        self._used = {key: 0 for key in self._used}
        return network(self, x)

    def parameter(self, shape, low, high):
        index = self._next('parameters')
        if index == len(self.parameters):
            stream = random_stream(SEED, 'trajectory-weights', index)
            values = stream.uniform(low, high, int(np.prod(shape))).astype(np.float32).reshape(shape)
            self.parameters.append(torch.from_numpy(values).to(self.dtype).requires_grad_())
            self.ranges.append({'shape': list(shape), 'low': low, 'high': high})
        return self.parameters[index]

    def kernel(self, shape):
        """A dense kernel [inputs, units] or a convolution's [filters, inputs, height, width], by its fan-in."""
        fan_in = shape[0] if len(shape) == 2 else int(np.prod(shape[1:]))
        bound = round(1.5 / fan_in**0.5, 4)
        return self.parameter(shape, -bound, bound)

    def bias(self, size):
        return self.parameter([size], -0.1, 0.1)

    def scale(self, size):
        return self.parameter([size], 0.8, 1.2)

    def statistic(self, shape, value):
        index = self._next('statistics')
        if index == len(self.statistics):
            self.statistics.append(torch.full(shape, value, dtype=self.dtype))
        return self.statistics[index]

    def mask(self, shape, rate):
        """1 where kept and 0 elsewhere; all ones in evaluation."""
        index = self._next('masks')
        if not self.training:
            return torch.ones(shape, dtype=self.dtype)
        words = random_stream(SEED, 'trajectory-masks', self.step, index).uint32(int(np.prod(shape)))
        return torch.from_numpy((words >= rate * 2.0**32).reshape(shape)).to(self.dtype)

    def dense(self, x, units, bias=True):
        product = x @ self.kernel([x.shape[1], units])
        return product + self.bias(units) if bias else product

    def conv2d(self, x, filters, size, bias=True, groups=1, **options):
        kernel = self.kernel([filters, x.shape[1] // groups, size, size])
        return functional.conv2d(x, kernel, self.bias(filters) if bias else None, groups=groups, **options)

    def batch_norm(self, x, momentum=0.1, epsilon=1e-5):
        """PyTorch's; `momentum` is the share of the new batch."""
        channels = x.shape[1]
        gamma, beta = self.scale(channels), self.bias(channels)
        mean, variance = self.statistic([channels], 0.0), self.statistic([channels], 1.0)
        return functional.batch_norm(x, mean, variance, gamma, beta, self.training, momentum, epsilon)

    def snapshot(self):
        return [p.detach().clone() for p in self.parameters], [s.clone() for s in self.statistics]

    def restore(self, parameters, statistics):
        with torch.no_grad():
            for mine, given in zip(self.parameters, parameters, strict=True):
                mine.copy_(given)
            for mine, given in zip(self.statistics, statistics, strict=True):
                mine.copy_(given)

    def _next(self, kind):
        self._used[kind] += 1
        return self._used[kind] - 1


def keras_optimizer(make):
    """An optimiser of Keras for torch tensors; `make(keras.optimizers)` creates it."""

    def factory(parameters):
        import keras

        keras.config.set_floatx(str(parameters[0].dtype).removeprefix('torch.'))
        optimizer = make(keras.optimizers)
        variables = [keras.Variable(parameter.detach().clone(), dtype=keras.config.floatx()) for parameter in parameters]

        class Wrapped:
            def step(self):
                optimizer.apply([parameter.grad for parameter in parameters], variables)
                with torch.no_grad():
                    for parameter, variable in zip(parameters, variables):
                        parameter.copy_(variable.value)

        return Wrapped()

    return factory


def data(image):
    """Images [40, channels, height, width] in [0, 1] and labels [40]."""
    height, width, channels = image
    words = random_stream(SEED, 'trajectory-images').uint32(BATCHES * BATCH * height * width * channels)
    pixels = (words >> np.uint64(24)).astype(np.uint8).reshape(BATCHES * BATCH, height, width, channels)
    stream = random_stream(SEED, 'trajectory-labels')
    labels = [stream.integer(CLASSES) for _ in range(BATCHES * BATCH)]
    return torch.from_numpy(pixels.transpose(0, 3, 1, 2).copy()), torch.tensor(labels)


def trajectory(case, dtype):
    images, labels = data(case.image)
    net = Network(dtype)

    def batch(step):
        start = step % BATCHES * BATCH
        return images[start : start + BATCH].to(dtype) / 255, labels[start : start + BATCH]

    # The parameters are declared by a pass, whose effect on statistics is undone.
    with torch.no_grad():
        net.run(case.network, batch(0)[0], False, 0)
    optimizer = case.optimizer(net.parameters)
    losses, snapshots = [], []
    for step in range(STEPS):
        x, y = batch(step)
        loss = case.loss(net.run(case.network, x, True, step), y, net)
        for parameter in net.parameters:
            parameter.grad = None
        loss.backward()
        optimizer.step()
        if case.after_step:
            with torch.no_grad():
                case.after_step(step, net, optimizer)
        losses.append(loss.item())
        snapshots.append(net.snapshot())
    net.restore(*(case.evaluated(snapshots) if case.evaluated else snapshots[-1]))
    with torch.no_grad():
        logits = net.run(case.network, batch(STEPS - 1)[0][:2], False, STEPS - 1)
    return {'parameters': net.ranges, 'losses': losses, 'logits': logits.flatten().tolist()}


def golden(case, models):
    """The case for the file; its model goes to `models`, where cases share it."""
    reference, single = trajectory(case, torch.float64), trajectory(case, torch.float32)
    off = max(abs(a - b) / abs(b) for a, b in zip(single['losses'], reference['losses']))
    print(f"  {case.name}: loss {reference['losses'][0]:.5f} to {reference['losses'][-1]:.5f}, float32 off by {off:.1e}")
    assert off < ROUNDING, f'{case.name}: rounding alone moves the losses by {off:.1e}'
    spec = {'input': list(case.image), 'classes': CLASSES, 'layers': case.layers or SMALL_LAYERS}
    model = {**spec, 'parameters': reference['parameters']}
    if model not in models:
        models.append(model)
    return {
        'name': case.name,
        'model': models.index(model),
        'training': case.training or {'optimizer': {'type': 'sgd', 'learningRate': 0.1}},
        'losses': [float(f'{loss:.8g}') for loss in reference['losses']],
        'logits': [float(f'{logit:.8g}') for logit in reference['logits']],
    }


def compact(value, indent=''):
    """JSON with one line for whatever is short, and for every list of plain values."""
    line = json.dumps(value)
    plain = isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value)
    if plain or not isinstance(value, (dict, list)) or len(line) + len(indent) < 118:
        return line
    inner = indent + '  '
    if isinstance(value, list):
        return '[\n' + ',\n'.join(inner + compact(item, inner) for item in value) + '\n' + indent + ']'
    body = ',\n'.join(f'{inner}{json.dumps(key)}: {compact(item, inner)}' for key, item in value.items())
    return '{\n' + body + '\n' + indent + '}'


def versions():
    import keras

    return {
        'torch': torch.__version__,
        'keras': keras.__version__,
        'numpy': np.__version__,
        'python': platform.python_version(),
    }


def main(part, cases):
    check()
    torch.set_num_threads(1)
    names = [case.name for case in cases]
    assert len(set(names)) == len(names), 'two cases have one name'
    models = []
    entries = [golden(case, models) for case in cases]
    content = {
        'about': f'Made by scripts/golden/{part}.py; scripts/golden/trajectories.py says how every number is defined.',
        'versions': versions(),
        'seed': SEED,
        'batchSize': BATCH,
        'batches': BATCHES,
        'steps': STEPS,
        'models': models,
        'cases': entries,
    }
    path = Path(__file__).resolve().parents[2] / 'test' / 'golden' / 'trajectories' / f'{part}.json'
    path.parent.mkdir(exist_ok=True)
    text = compact(content) + '\n'
    assert json.loads(text) == content
    path.write_text(text)
    print(f'{path.name}: {len(text)} bytes')
