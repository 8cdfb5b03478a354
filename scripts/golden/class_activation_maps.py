"""Golden Grad-CAM maps by PyTorch: python scripts/golden/class_activation_maps.py

A small convolutional network with batch norm by its running statistics, in float64. The map is the one of the paper
(Selvaraju et al. 2017): channels of the last feature map, weighted by the mean over their pixels of the gradient of the class's
logit, summed, cut off below 0; then scaled up by `interpolate` and divided by its largest value.

Weights are written down with three digits, which is what they are.
"""

import json
import platform
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

SEED = 20170825
SIDE, FILTERS, FEATURES, CLASSES, IMAGES = 8, 4, 6, 3, 4
SHAPES = {
    'conv2d1.kernel': [FILTERS, 1, 3, 3],
    'conv2d1.bias': [FILTERS],
    'conv2d2.kernel': [FEATURES, FILTERS, 3, 3],
    'conv2d2.bias': [FEATURES],
    'batchNorm1.gamma': [FEATURES],
    'batchNorm1.beta': [FEATURES],
    'batchNorm1.mean': [FEATURES],
    'batchNorm1.variance': [FEATURES],
    'dense1.kernel': [FEATURES * SIDE * SIDE // 4, 8],
    'dense1.bias': [8],
    'dense2.kernel': [8, CLASSES],
    'dense2.bias': [CLASSES],
}


def draw(random):
    def one(name, shape):
        low, high = (0.5, 1.5) if name.endswith(('gamma', 'variance')) else (-0.5, 0.5)
        return np.round(random.uniform(low, high, shape), 3)

    return {name: one(name, shape) for name, shape in SHAPES.items()}


def maps(weights, images, classes):
    w = {name: torch.tensor(values, dtype=torch.float64) for name, values in weights.items()}
    x = torch.tensor(images, dtype=torch.float64)[:, None] / 255
    x = functional.max_pool2d(functional.relu(functional.conv2d(x, w['conv2d1.kernel'], w['conv2d1.bias'], padding=1)), 2)
    x = functional.conv2d(x, w['conv2d2.kernel'], w['conv2d2.bias'], padding=1)
    statistics = w['batchNorm1.mean'], w['batchNorm1.variance']
    x = functional.batch_norm(x, *statistics, w['batchNorm1.gamma'], w['batchNorm1.beta'], eps=1e-5)
    features = functional.relu(x).requires_grad_()
    hidden = torch.tanh(features.flatten(1) @ w['dense1.kernel'] + w['dense1.bias'])
    logits = hidden @ w['dense2.kernel'] + w['dense2.bias']
    score = logits[torch.arange(len(classes)), classes].sum()
    (gradient,) = torch.autograd.grad(score, features)
    cam = functional.relu((gradient.mean((2, 3), keepdim=True) * features).sum(1, keepdim=True))
    cam = functional.interpolate(cam, size=(SIDE, SIDE), mode='bilinear', align_corners=False)[:, 0]
    largest = cam.amax((1, 2), keepdim=True)
    return logits.detach(), (cam / largest.where(largest > 0, torch.ones_like(largest))).detach()


def main():
    random = np.random.default_rng(SEED)
    weights = draw(random)
    images = random.integers(0, 256, (IMAGES, SIDE, SIDE))
    classes = [0, 1, 2, 1]
    logits, cams = maps(weights, images, classes)
    content = {
        'about': 'Made by scripts/golden/class_activation_maps.py, which says how every number is defined.',
        'versions': {'torch': torch.__version__, 'numpy': np.__version__, 'python': platform.python_version()},
        'weights': {name: values.flatten().tolist() for name, values in weights.items()},
        'images': images.flatten().tolist(),
        'classes': classes,
        'maps': [[float(f'{value:.10g}') for value in cam.flatten().tolist()] for cam in cams],
    }
    lines = [f'  {json.dumps(key)}: {json.dumps(value)}' for key, value in content.items()]
    path = Path(__file__).resolve().parents[2] / 'test' / 'golden' / 'class-activation-maps.json'
    path.write_text('{\n' + ',\n'.join(lines) + '\n}\n')
    print(f'{path.name}: {path.stat().st_size} bytes; logits {logits.tolist()}')
    print('share of zeros', [(cam == 0).double().mean().item() for cam in cams])


if __name__ == '__main__':
    main()
