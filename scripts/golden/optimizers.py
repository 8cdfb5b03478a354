"""Golden trajectories of optimisers and of all that works around them: python scripts/golden/optimizers.py.

See trajectories.py. Two things differ from PyTorch, and the cases say so by what they pass to it:

- Weight decay is apart from the gradient in every optimiser, as in Keras, and for kernels alone: `decay_kernels`.
- `torch.optim.Muon` computes in bfloat16. Here its cast is left out, so that the numbers can be compared.
"""

import torch

from trajectories import CLASSES, Case, keras_optimizer, main

def case(name, options, make, **more):
    return Case(name, training={'optimizer': options}, optimizer=make, **more)


def kernels(parameters):
    return [parameter for parameter in parameters if parameter.dim() > 1]


def vectors(parameters):
    return [parameter for parameter in parameters if parameter.dim() == 1]


class Several:
    """Several optimisers, each with parameters of its own."""

    def __init__(self, *optimizers):
        self.optimizers = optimizers

    def step(self):
        for optimizer in self.optimizers:
            optimizer.step()


class Before:
    """Something that is done before every step of an optimiser."""

    def __init__(self, action, optimizer):
        self.action, self.optimizer = action, optimizer

    def step(self):
        self.action()
        self.optimizer.step()


def decay_kernels(make, shrink):
    """An optimiser whose steps first shrink kernels by a share."""

    def factory(parameters):
        def action():
            with torch.no_grad():
                for kernel in kernels(parameters):
                    kernel.mul_(1 - shrink)

        return Before(action, make(parameters))

    return factory


def clipped(make, clip):
    return lambda parameters: Before(lambda: clip(parameters), make(parameters))


def clip_each_norm(parameters, limit):
    for parameter in parameters:
        torch.nn.utils.clip_grad_norm_([parameter], limit)


class Lookahead:
    """Zhang et al. 2019, Algorithm 1."""

    def __init__(self, parameters, optimizer, steps, alpha):
        self.parameters, self.optimizer, self.steps, self.alpha = parameters, optimizer, steps, alpha
        self.slow = [parameter.detach().clone() for parameter in parameters]
        self.done = 0

    def step(self):
        self.optimizer.step()
        self.done += 1
        if self.done % self.steps == 0:
            with torch.no_grad():
                for slow, parameter in zip(self.slow, self.parameters):
                    slow += self.alpha * (parameter - slow)
                    parameter.copy_(slow)


class MatrixMuon:
    """torch.optim.Muon on kernels as PyTorch's matrices [outputs, inputs], which share their memory."""

    def __init__(self, parameters, **options):
        torch.Tensor.bfloat16 = lambda self: self.clone()
        self.kernels = parameters
        self.matrices = [self.matrix(kernel.detach()) for kernel in parameters]
        self.optimizer = torch.optim.Muon(self.matrices, **options)

    @staticmethod
    def matrix(kernel):
        return kernel.T if kernel.dim() == 2 else kernel.reshape(len(kernel), -1)

    def step(self):
        for kernel, matrix in zip(self.kernels, self.matrices):
            matrix.grad = self.matrix(kernel.grad)
        self.optimizer.step()


def muon(lr, adam_lr, weight_decay=0.0, **options):
    def factory(parameters):
        hidden = kernels(parameters)[:-1]
        rest = [parameter for parameter in parameters if not any(parameter is kernel for kernel in hidden)]
        adam = {'lr': adam_lr, 'betas': (0.9, 0.95), 'eps': 1e-10}
        return Several(
            decay_kernels(lambda _: torch.optim.Adam(rest, **adam), weight_decay * adam_lr)(rest),
            MatrixMuon(hidden, lr=lr, weight_decay=weight_decay, **options),
        )

    return factory


def average_of(share):
    """Averages of weights and statistics over the steps (from 1), by the share of the new ones."""

    def evaluated(snapshots):
        averages = snapshots[0]
        for step, snapshot in enumerate(snapshots, 1):
            new = share(step)
            averages = tuple(
                [old + new * (now - old) for old, now in zip(olds, nows)] for olds, nows in zip(averages, snapshot)
            )
        return averages

    return evaluated


BATCH_NORM_LAYERS = [
    {'type': 'conv2d', 'filters': 4, 'kernelSize': 3, 'padding': 'same'},
    {'type': 'batchNorm', 'momentum': 0.9},
    {'type': 'activation', 'function': 'tanh'},
    {'type': 'flatten'},
    {'type': 'dense', 'units': CLASSES},
]


def batch_norm_network(net, x):
    x = torch.tanh(net.batch_norm(net.conv2d(x, 4, 3, padding=1)))
    return net.dense(x.flatten(1), CLASSES)


def frozen_batch_norm_network(net, x):
    x = net.conv2d(x, 4, 3, padding=1)
    net.training = False
    return net.dense(torch.tanh(net.batch_norm(x)).flatten(1), CLASSES)


BATCH_NORM = {'layers': BATCH_NORM_LAYERS, 'network': batch_norm_network}

SGD = [
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
    case(
        'sgd with momentum and weight decay, as in Keras',
        {
            'type': 'sgd',
            'learningRate': 0.1,
            'weightDecay': 0.3,
            'groups': [{'parameters': '*', 'weightDecay': 0.3}],
        },
        keras_optimizer(lambda optimizers: optimizers.SGD(0.1, weight_decay=0.3)),
    ),
]

ADAM = [
    case('adam', {'type': 'adam', 'learningRate': 0.01}, lambda p: torch.optim.Adam(p, lr=0.01)),
    case('adam by its defaults', {'type': 'adam'}, torch.optim.Adam),
    case(
        'adam with other betas and epsilon',
        {'type': 'adam', 'learningRate': 0.02, 'beta1': 0.7, 'beta2': 0.9, 'epsilon': 0.01},
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.7, 0.9), eps=0.01),
    ),
    case(
        'amsgrad',
        {'type': 'adam', 'learningRate': 0.03, 'beta2': 0.6, 'amsgrad': True},
        lambda p: torch.optim.Adam(p, lr=0.03, betas=(0.9, 0.6), amsgrad=True),
    ),
    case(
        'adamW, where all parameters decay',
        {'type': 'adamW', 'learningRate': 0.01, 'groups': [{'parameters': '*', 'weightDecay': 0.5}]},
        lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.5),
    ),
    case(
        'adamW, where kernels decay',
        {'type': 'adamW', 'learningRate': 0.01, 'weightDecay': 0.5},
        lambda p: torch.optim.AdamW(
            [{'params': kernels(p)}, {'params': vectors(p), 'weight_decay': 0}], lr=0.01, weight_decay=0.5
        ),
    ),
    case(
        'adamW by its defaults',
        {'type': 'adamW'},
        lambda p: torch.optim.AdamW([{'params': kernels(p)}, {'params': vectors(p), 'weight_decay': 0}]),
    ),
    case(
        'adamW with AMSGrad',
        {'type': 'adamW', 'learningRate': 0.03, 'beta2': 0.6, 'amsgrad': True, 'weightDecay': 0.1},
        lambda p: torch.optim.AdamW(
            [{'params': kernels(p)}, {'params': vectors(p), 'weight_decay': 0}],
            lr=0.03,
            betas=(0.9, 0.6),
            amsgrad=True,
            weight_decay=0.1,
        ),
    ),
]

NADAM = [
    case('nadam by its defaults', {'type': 'nadam'}, torch.optim.NAdam),
    case(
        'nadam with other numbers',
        {'type': 'nadam', 'learningRate': 0.02, 'beta1': 0.8, 'beta2': 0.95, 'epsilon': 1e-3, 'momentumDecay': 0.3},
        lambda p: torch.optim.NAdam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-3, momentum_decay=0.3),
    ),
]

RMSPROP = [
    case('rmsprop by its defaults', {'type': 'rmsprop'}, torch.optim.RMSprop),
    case(
        'rmsprop with other numbers',
        {'type': 'rmsprop', 'learningRate': 0.003, 'rho': 0.8, 'epsilon': 1e-3},
        lambda p: torch.optim.RMSprop(p, lr=0.003, alpha=0.8, eps=1e-3),
    ),
    case(
        'rmsprop with momentum',
        {'type': 'rmsprop', 'learningRate': 0.001, 'momentum': 0.9},
        lambda p: torch.optim.RMSprop(p, lr=0.001, momentum=0.9),
    ),
    case(
        'rmsprop, centred',
        {'type': 'rmsprop', 'learningRate': 0.003, 'rho': 0.9, 'centered': True},
        lambda p: torch.optim.RMSprop(p, lr=0.003, alpha=0.9, centered=True),
    ),
    case(
        'rmsprop, centred, with momentum',
        {'type': 'rmsprop', 'learningRate': 0.001, 'momentum': 0.7, 'centered': True},
        lambda p: torch.optim.RMSprop(p, lr=0.001, momentum=0.7, centered=True),
    ),
]

ADAGRAD = [
    case('adagrad by its defaults', {'type': 'adagrad'}, torch.optim.Adagrad),
    case(
        'adagrad with other numbers',
        {'type': 'adagrad', 'learningRate': 0.1, 'initialAccumulator': 0.1, 'epsilon': 1e-3},
        lambda p: torch.optim.Adagrad(p, lr=0.1, initial_accumulator_value=0.1, eps=1e-3),
    ),
]

ADADELTA = [
    case('adadelta by its defaults', {'type': 'adadelta'}, torch.optim.Adadelta),
    case(
        'adadelta with other numbers',
        {'type': 'adadelta', 'learningRate': 3, 'rho': 0.7, 'epsilon': 1e-4},
        lambda p: torch.optim.Adadelta(p, lr=3, rho=0.7, eps=1e-4),
    ),
]

LION = [
    case(
        'lion, as in Keras',
        {'type': 'lion', 'learningRate': 0.002},
        keras_optimizer(lambda optimizers: optimizers.Lion(0.002)),
    ),
    case(
        'lion with other numbers, as in Keras',
        {
            'type': 'lion',
            'learningRate': 0.003,
            'beta1': 0.7,
            'beta2': 0.8,
            'groups': [{'parameters': '*', 'weightDecay': 2}],
        },
        keras_optimizer(lambda optimizers: optimizers.Lion(0.003, beta_1=0.7, beta_2=0.8, weight_decay=2)),
    ),
]

MUON = [
    case('muon by its defaults', {'type': 'muon'}, muon(0.02, 0.0003, momentum=0.95, nesterov=True)),
    case(
        'muon with other numbers',
        {
            'type': 'muon',
            'learningRate': 0.05,
            'momentum': 0.8,
            'nesterov': False,
            'newtonSchulzSteps': 3,
            'weightDecay': 0.2,
            'adam': {'learningRateFactor': 0.2},
        },
        muon(0.05, 0.01, weight_decay=0.2, momentum=0.8, nesterov=False, ns_steps=3),
    ),
]

AROUND = [
    case(
        'gradients clipped by value',
        {'type': 'sgd', 'learningRate': 0.5, 'clip': {'value': 0.02}},
        clipped(
            lambda p: torch.optim.SGD(p, lr=0.5), lambda p: torch.nn.utils.clip_grad_value_(p, 0.02)
        ),
    ),
    case(
        'gradients clipped by the norm of each',
        {'type': 'sgd', 'learningRate': 0.3, 'momentum': 0.5, 'clip': {'norm': 0.15}},
        clipped(lambda p: torch.optim.SGD(p, lr=0.3, momentum=0.5), lambda p: clip_each_norm(p, 0.15)),
    ),
    case(
        'gradients clipped by their norm together',
        {'type': 'sgd', 'learningRate': 0.3, 'momentum': 0.5, 'clip': {'globalNorm': 0.4}},
        clipped(
            lambda p: torch.optim.SGD(p, lr=0.3, momentum=0.5), lambda p: torch.nn.utils.clip_grad_norm_(p, 0.4)
        ),
    ),
    case(
        'lookahead around adam',
        {'type': 'adam', 'learningRate': 0.02, 'lookahead': {'steps': 3, 'alpha': 0.4}},
        lambda p: Lookahead(p, torch.optim.Adam(p, lr=0.02), 3, 0.4),
    ),
    case(
        'groups with rates of their own, and a decay',
        {
            'type': 'sgd',
            'learningRate': 0.1,
            'momentum': 0.5,
            'groups': [
                {'parameters': 'conv*', 'learningRateFactor': 3},
                {'parameters': ['dense1.*', '!*.bias'], 'learningRateFactor': 0.5, 'weightDecay': 0.4},
            ],
        },
        lambda p: Several(
            torch.optim.SGD([{'params': p[:2], 'lr': 0.3}, {'params': p[3:], 'lr': 0.1}], momentum=0.5),
            decay_kernels(lambda q: torch.optim.SGD(q, lr=0.05, momentum=0.5), 0.05 * 0.4)(p[2:3]),
        ),
    ),
    case(
        'a frozen convolution',
        {'type': 'adam', 'learningRate': 0.01, 'groups': [{'parameters': 'conv2d1.*', 'frozen': True}]},
        lambda p: torch.optim.Adam(p[2:], lr=0.01),
    ),
    case(
        'a frozen batch norm, which works by its running statistics',
        {'type': 'sgd', 'learningRate': 0.1, 'groups': [{'parameters': 'batchNorm1.*', 'frozen': True}]},
        lambda p: torch.optim.SGD([*p[:2], *p[4:]], lr=0.1),
        layers=BATCH_NORM_LAYERS,
        network=frozen_batch_norm_network,
    ),
    case(
        'the exponential moving average',
        {'type': 'sgd', 'learningRate': 0.2, 'average': {'type': 'ema', 'decay': 0.8}},
        lambda p: torch.optim.SGD(p, lr=0.2),
        evaluated=average_of(lambda step: 1 if step == 1 else 0.2),
        **BATCH_NORM,
    ),
    case(
        'the exponential moving average with warm-up',
        {'type': 'sgd', 'learningRate': 0.2, 'average': {'type': 'ema', 'warmUp': True}},
        lambda p: torch.optim.SGD(p, lr=0.2),
        evaluated=average_of(lambda step: 1 if step == 1 else 1 - min(0.999, step / (9 + step))),
        **BATCH_NORM,
    ),
    case(
        'stochastic weight averaging',
        {'type': 'sgd', 'learningRate': 0.2, 'average': {'type': 'swa', 'start': 0.25}},
        lambda p: torch.optim.SGD(p, lr=0.2),
        evaluated=average_of(lambda step: 1 if step < 10 else [1, 1 / 2, 1 / 3][step // 5 - 2] if step % 5 == 0 else 0),
        **BATCH_NORM,
    ),
    case(
        'all at once',
        {
            'type': 'adamW',
            'learningRate': 0.02,
            'weightDecay': 0.1,
            'clip': {'globalNorm': 0.5},
            'lookahead': {'steps': 4},
            'average': {'type': 'ema', 'decay': 0.7},
            'groups': [
                {'parameters': 'batchNorm1.gamma', 'frozen': True},
                {'parameters': 'dense1.bias', 'learningRateFactor': 2},
            ],
        },
        lambda p: clipped(
            lambda _: Lookahead(
                [*p[:2], *p[3:]],
                torch.optim.AdamW(
                    [
                        {'params': [p[0], p[4]]},
                        {'params': [p[1], p[3]], 'weight_decay': 0},
                        {'params': p[5:], 'weight_decay': 0, 'lr': 0.04},
                    ],
                    lr=0.02,
                    weight_decay=0.1,
                ),
                4,
                0.5,
            ),
            lambda _: torch.nn.utils.clip_grad_norm_([*p[:2], *p[3:]], 0.5),
        )(p),
        evaluated=average_of(lambda step: 1 if step == 1 else 0.3),
        **BATCH_NORM,
    ),
]

CASES = [*SGD, *ADAM, *NADAM, *RMSPROP, *ADAGRAD, *ADADELTA, *LION, *MUON, *AROUND]

if __name__ == '__main__':
    main('optimizers', CASES)
