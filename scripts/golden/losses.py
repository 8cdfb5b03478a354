"""Golden trajectories of losses, regularisers and schedules: python scripts/golden/losses.py; see trajectories.py.

Losses are PyTorch's own, but for the focal loss, which is Keras's, as are regularisers and the largest norm.
"""

import torch
from torch.nn import functional

# Sets the backend of Keras, so it comes first.
from trajectories import CLASSES, Case, cross_entropy, main

import keras

WEIGHTS = [0.5, 1.0, 2.0, 1.5]


def case(name, loss, function, rate=0.1, **more):
    training = {'optimizer': {'type': 'sgd', 'learningRate': rate}, 'loss': loss}
    return Case(name, training=training, optimizer=lambda p: torch.optim.SGD(p, lr=rate), loss=function, **more)


def regularized(name, regularizers, penalty=None, after_step=None):
    training = {'optimizer': {'type': 'sgd', 'learningRate': 0.1}, 'regularizers': regularizers}

    def loss(logits, labels, net):
        return cross_entropy(logits, labels, net) + (penalty(net) if penalty else 0)

    return Case(name, training=training, loss=loss, after_step=after_step)


def scheduled(name, rate, initial, make):
    """An optimiser whose PyTorch scheduler is stepped after every step."""
    schedules = []

    def optimizer(parameters):
        sgd = torch.optim.SGD(parameters, lr=initial, momentum=0.5)
        schedules.append(make(sgd))
        return sgd

    training = {'optimizer': {'type': 'sgd', 'momentum': 0.5, 'learningRate': rate}}
    return Case(name, training=training, optimizer=optimizer, after_step=lambda *_: schedules[-1].step())


def one_hot(labels, logits):
    return functional.one_hot(labels, CLASSES).to(logits.dtype)


def smoothed(labels, logits, share, choices):
    return one_hot(labels, logits) * (1 - share) + share / choices


def weighted(smoothing):
    def loss(logits, labels, net):
        weight = torch.tensor(WEIGHTS, dtype=logits.dtype)
        return functional.cross_entropy(logits, labels, weight=weight, label_smoothing=smoothing)

    return loss


def binary(smoothing):
    return lambda logits, labels, net: functional.binary_cross_entropy_with_logits(
        logits, smoothed(labels, logits, smoothing, 2)
    )


def divergence(smoothing):
    return lambda logits, labels, net: functional.kl_div(
        functional.log_softmax(logits, 1), smoothed(labels, logits, smoothing, CLASSES), reduction='batchmean'
    )


def focal(**options):
    function = keras.losses.CategoricalFocalCrossentropy(from_logits=True, **options)

    def loss(logits, labels, net):
        keras.config.set_floatx(str(logits.dtype).removeprefix('torch.'))
        per_example = function.call(one_hot(labels, logits), logits)
        return per_example.mean()

    return loss


def kernels(net):
    return [parameter for parameter in net.parameters if parameter.dim() > 1]


def limit(maximum):
    def after_step(step, net, optimizer):
        for kernel in kernels(net):
            if kernel.dim() == 2:
                norm = keras.constraints.MaxNorm(maximum, axis=0)
                kernel.copy_(norm(kernel))
            else:
                norm = keras.constraints.MaxNorm(maximum, axis=[0, 1, 2])
                kernel.copy_(norm(kernel.permute(2, 3, 1, 0)).permute(3, 2, 0, 1))

    return after_step


CASES = [
    case('cross-entropy', 'crossEntropy', cross_entropy),
    case('cross-entropy with smoothed labels', {'type': 'crossEntropy', 'labelSmoothing': 0.1},
         lambda x, y, net: functional.cross_entropy(x, y, label_smoothing=0.1)),
    case('cross-entropy with class weights', {'type': 'crossEntropy', 'classWeights': WEIGHTS}, weighted(0.0)),
    case('cross-entropy with both', {'type': 'crossEntropy', 'classWeights': WEIGHTS, 'labelSmoothing': 0.2}, weighted(0.2)),
    case('binary cross-entropy', 'binaryCrossEntropy', binary(0.0), 0.3),
    case('binary cross-entropy with smoothed labels', {'type': 'binaryCrossEntropy', 'labelSmoothing': 0.1}, binary(0.1), 0.3),
    case('mean squared error', 'meanSquaredError',
         lambda x, y, net: functional.mse_loss(functional.softmax(x, 1), one_hot(y, x)), 0.3),
    case('mean absolute error', 'meanAbsoluteError',
         lambda x, y, net: functional.l1_loss(functional.softmax(x, 1), one_hot(y, x)), 0.3),
    case('KL divergence', 'klDivergence', divergence(0.0)),
    case('KL divergence with smoothed labels', {'type': 'klDivergence', 'labelSmoothing': 0.2}, divergence(0.2)),
    case('hinge', 'hinge', lambda x, y, net: functional.multi_margin_loss(x, y), 0.05),
    case('squared hinge', {'type': 'hinge', 'power': 2, 'margin': 1.5},
         lambda x, y, net: functional.multi_margin_loss(x, y, p=2, margin=1.5), 0.05),
    case('focal', 'focal', focal()),
    case('focal with other options', {'type': 'focal', 'gamma': 1.5, 'alpha': 0.8, 'labelSmoothing': 0.1},
         focal(gamma=1.5, alpha=0.8, label_smoothing=0.1)),
    regularized('L1', [{'type': 'l1', 'factor': 0.001}],
                lambda net: sum(0.001 * kernel.abs().sum() for kernel in kernels(net))),
    regularized('L2', [{'type': 'l2', 'factor': 0.01}],
                lambda net: sum(0.01 * (kernel**2).sum() for kernel in kernels(net))),
    regularized('L2 of some parameters', [{'type': 'l2', 'factor': 0.02, 'parameters': ['*', '!dense2.*']}],
                lambda net: sum(0.02 * (parameter**2).sum() for parameter in net.parameters[:4])),
    regularized('largest norms', [{'type': 'maxNorm', 'limit': 0.8}], after_step=limit(0.8)),
    scheduled('cosine', {'type': 'cosine', 'initial': 0.1, 'final': 0.01}, 0.1,
              lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 19, eta_min=0.01)),
    scheduled('steps of epochs', {'type': 'stepDecay', 'initial': 0.1, 'factor': 0.5, 'every': {'epochs': 1}}, 0.1,
              lambda o: torch.optim.lr_scheduler.StepLR(o, 5, gamma=0.5)),
]

if __name__ == '__main__':
    main('losses', CASES)
