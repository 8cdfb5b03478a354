"""Learning rates of PyTorch's and Keras's schedules, beside the options that mean the same here.

    python scripts/golden/schedules.py

writes test/golden/schedules.json. PyTorch's schedulers are stepped every step or every epoch, as each entry says; Keras's
are called with the step. Values are those of the steps 0, 1, 2, ... of a run.
"""

import json
import os
import platform
import warnings
from pathlib import Path

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['KERAS_BACKEND'] = 'tensorflow'

import keras
import numpy as np
import torch
from torch.optim import lr_scheduler as torch_schedules

STEPS = 41
STEPS_PER_EPOCH = 4
warnings.filterwarnings('ignore', message='.*lr_scheduler.*')


def torch_rates(initial, make, every=1, metrics=None):
    """The rate of every step; the scheduler is stepped after each `every` steps."""
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=initial)
    schedule = make(optimizer)
    rates = []
    for step in range(STEPS):
        rates.append(float(optimizer.param_groups[0]['lr']))
        optimizer.step()
        if (step + 1) % every == 0:
            schedule.step()
    return rates


def keras_rates(schedule):
    return [float(schedule(step)) for step in range(STEPS)]


def keras_plateau(initial, metrics, **options):
    """The rate of every step of epochs whose validation loss or accuracy is given."""
    name = options.get('monitor', 'val_loss')
    callback = keras.callbacks.ReduceLROnPlateau(**options)
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(initial), loss='mse')
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate(metrics):
        rates += [float(model.optimizer.learning_rate.numpy())] * STEPS_PER_EPOCH
        callback.on_epoch_end(epoch, {name: value})
    rates.append(float(model.optimizer.learning_rate.numpy()))
    return rates


def warm_cosine(optimizer):
    rise = torch_schedules.LinearLR(optimizer, start_factor=0.25, total_iters=10)
    fall = torch_schedules.CosineAnnealingLR(optimizer, T_max=30, eta_min=0.01)
    return torch_schedules.SequentialLR(optimizer, [rise, fall], milestones=[10])


def linear_then_constant(optimizer):
    return torch_schedules.LinearLR(optimizer, start_factor=0.1, total_iters=8)


PLATEAU = [1.0, 0.8, 0.8, 0.79995, 0.7, 0.7, 0.71, 0.72, 0.65, 0.65]
ACCURACY = [0.5, 0.6, 0.6, 0.55, 0.6, 0.6, 0.6, 0.7, 0.7, 0.7]


def entry(peer, rate, values, history=None):
    return {'peer': peer, 'rate': rate, **({'history': history} if history else {}), 'values': values}


def entries():
    k, t = keras.optimizers.schedules, torch_schedules
    yield entry('torch ConstantLR(factor=1)', {'type': 'constant', 'rate': 0.3},
                torch_rates(0.3, lambda o: t.ConstantLR(o, factor=1)))
    yield entry('torch StepLR(step_size=3, gamma=0.5), an epoch', {'type': 'stepDecay', 'initial': 0.4, 'factor': 0.5, 'every': {'epochs': 3}},
                torch_rates(0.4, lambda o: t.StepLR(o, 3, gamma=0.5), STEPS_PER_EPOCH))
    yield entry('torch StepLR(step_size=7), a step', {'type': 'stepDecay', 'initial': 0.4, 'every': {'steps': 7}},
                torch_rates(0.4, lambda o: t.StepLR(o, 7)))
    yield entry('torch MultiStepLR([2, 5]), an epoch', {'type': 'stepDecay', 'initial': 1, 'at': {'epochs': [2, 5]}},
                torch_rates(1.0, lambda o: t.MultiStepLR(o, [2, 5]), STEPS_PER_EPOCH))
    yield entry('keras ExponentialDecay(0.5, 10, 0.6)', {'type': 'exponentialDecay', 'initial': 0.5, 'factor': 0.6, 'every': {'steps': 10}},
                keras_rates(k.ExponentialDecay(0.5, 10, 0.6)))
    yield entry('torch ExponentialLR(0.9), an epoch', {'type': 'exponentialDecay', 'initial': 0.5, 'factor': 0.9, 'staircase': True},
                torch_rates(0.5, lambda o: t.ExponentialLR(o, 0.9), STEPS_PER_EPOCH))
    yield entry('keras PolynomialDecay(0.5, 30, 0.02, power=2)', {'type': 'polynomialDecay', 'initial': 0.5, 'final': 0.02, 'power': 2, 'over': {'steps': 30}},
                keras_rates(k.PolynomialDecay(0.5, 30, 0.02, power=2)))
    yield entry('torch PolynomialLR(40, power=0.9)', {'type': 'polynomialDecay', 'initial': 0.5, 'power': 0.9},
                torch_rates(0.5, lambda o: t.PolynomialLR(o, 40, power=0.9)))
    yield entry('keras CosineDecay(0.5, 25, alpha=0.1)', {'type': 'cosine', 'initial': 0.5, 'final': 0.05, 'over': {'steps': 25}},
                keras_rates(k.CosineDecay(0.5, 25, alpha=0.1)))
    yield entry('torch CosineAnnealingLR(40, eta_min=0.01)', {'type': 'cosine', 'initial': 0.5, 'final': 0.01},
                torch_rates(0.5, lambda o: t.CosineAnnealingLR(o, 40, eta_min=0.01)))
    yield entry('keras CosineDecayRestarts(0.5, 6, t_mul=2, m_mul=0.8, alpha=0.1)',
                {'type': 'cosineRestarts', 'initial': 0.5, 'final': 0.05, 'first': {'steps': 6}, 'peakFactor': 0.8},
                keras_rates(k.CosineDecayRestarts(0.5, 6, t_mul=2.0, m_mul=0.8, alpha=0.1)))
    yield entry('torch CosineAnnealingWarmRestarts(9, eta_min=0.01)',
                {'type': 'cosineRestarts', 'initial': 0.5, 'final': 0.01, 'first': {'steps': 9}, 'lengthFactor': 1},
                torch_rates(0.5, lambda o: t.CosineAnnealingWarmRestarts(o, 9, eta_min=0.01)))
    rise = (0.3 * STEPS - 1) / (STEPS - 1)
    yield entry('torch OneCycleLR(0.6, 41, pct_start=0.3, div_factor=20, final_div_factor=50)',
                {'type': 'oneCycle', 'peak': 0.6, 'riseFraction': rise, 'startDivisor': 20, 'endDivisor': 1000},
                torch_rates(0.6, lambda o: t.OneCycleLR(o, 0.6, STEPS, pct_start=0.3, div_factor=20, final_div_factor=50)))
    yield entry('torch SequentialLR(LinearLR(0.25, 10), CosineAnnealingLR(30, 0.01))',
                {'type': 'warmUp', 'steps': 10, 'startFactor': 0.25, 'then': {'type': 'cosine', 'initial': 0.5, 'final': 0.01}},
                torch_rates(0.5, warm_cosine))
    yield entry('torch LinearLR(0.1, 8)', {'type': 'warmUp', 'epochs': 2, 'startFactor': 0.1, 'then': 0.5},
                torch_rates(0.5, linear_then_constant))
    yield entry('keras CosineDecay(0, 30, alpha=0, warmup_target=0.5, warmup_steps=10)',
                {'type': 'warmUp', 'steps': 10, 'then': {'type': 'cosine', 'initial': 0.5}},
                keras_rates(k.CosineDecay(0.0, 30, alpha=0.0, warmup_target=0.5, warmup_steps=10)))
    yield entry('keras ReduceLROnPlateau(factor=0.5, patience=2)',
                {'type': 'reduceOnPlateau', 'initial': 0.5, 'factor': 0.5, 'patience': 2},
                keras_plateau(0.5, PLATEAU, factor=0.5, patience=2), PLATEAU)
    yield entry('keras ReduceLROnPlateau(factor=0.1, patience=1, cooldown=2, min_lr=0.02)',
                {'type': 'reduceOnPlateau', 'initial': 0.5, 'factor': 0.1, 'patience': 1, 'cooldown': 2, 'minimum': 0.02},
                keras_plateau(0.5, PLATEAU, factor=0.1, patience=1, cooldown=2, min_lr=0.02), PLATEAU)
    yield entry('keras ReduceLROnPlateau(monitor=val_accuracy, mode=max, factor=0.3, patience=2, min_delta=0.02)',
                {'type': 'reduceOnPlateau', 'initial': 0.5, 'monitor': 'val.accuracy', 'factor': 0.3, 'patience': 2, 'minDelta': 0.02},
                keras_plateau(0.5, ACCURACY, monitor='val_accuracy', mode='max', factor=0.3, patience=2, min_delta=0.02), ACCURACY)


def main():
    content = {
        'about': 'Made by scripts/golden/schedules.py.',
        'versions': {'torch': torch.__version__, 'keras': keras.__version__, 'python': platform.python_version()},
        'steps': STEPS,
        'stepsPerEpoch': STEPS_PER_EPOCH,
        'schedules': [
            {**item, 'values': [float(f'{value:.9g}') for value in item['values']]} for item in entries()
        ],
    }
    path = Path(__file__).resolve().parents[2] / 'test' / 'golden' / 'schedules.json'
    # One line a schedule.
    lines = ',\n'.join('    ' + json.dumps(item) for item in content['schedules'])
    head = {key: value for key, value in content.items() if key != 'schedules'}
    path.write_text(json.dumps(head, indent=2)[:-2] + ',\n  "schedules": [\n' + lines + '\n  ]\n}\n')
    print(f'{path.name}: {path.stat().st_size} bytes')


if __name__ == '__main__':
    main()
