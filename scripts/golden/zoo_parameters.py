"""Counts the parameters of the model zoo's published counterparts, written here once more from the papers in PyTorch.

    python scripts/golden/zoo_parameters.py > test/golden/zoo-parameters.json

Needs PyTorch (made with 2.13). Ten classes; images of 28x28x1 and 32x32x3. LeNet-5 frames 28x28 images to 32x32.
"""

import json

from torch import nn

CLASSES = 10


def conv(i, o, k, groups=1, bias=False):
    return nn.Conv2d(i, o, k, padding=k // 2, groups=groups, bias=bias)


def count(*modules):
    return sum(p.numel() for module in modules for p in module.parameters())


def lenet5(c):
    """LeCun et al. 1998, with every map of the second convolution connected."""
    return count(nn.Conv2d(c, 6, 5), nn.Conv2d(6, 16, 5), nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, CLASSES))


def vgg11(c):
    """Simonyan and Zisserman 2015, configuration A, with batch norm and one dense layer."""
    modules = []
    for width in [64, 128, 256, 256, 512, 512, 512, 512]:
        modules += [conv(c, width, 3, bias=True), nn.BatchNorm2d(width)]
        c = width
    return count(*modules, nn.Linear(512, CLASSES))


def resnet(c, widths, blocks):
    """He et al. 2016, basic blocks, option B shortcuts, a 3x3 stem."""
    modules = [conv(c, widths[0], 3), nn.BatchNorm2d(widths[0])]
    c = widths[0]
    for width in widths:
        for _ in range(blocks):
            modules += [conv(c, width, 3), nn.BatchNorm2d(width), conv(width, width, 3), nn.BatchNorm2d(width)]
            if c != width:
                modules += [conv(c, width, 1), nn.BatchNorm2d(width)]
            c = width
    return count(*modules, nn.Linear(c, CLASSES))


def wide_resnet(c, depth, factor):
    """Zagoruyko and Komodakis 2016, B(3, 3)."""
    modules = [conv(c, 16, 3)]
    c = 16
    for width in [16 * factor, 32 * factor, 64 * factor]:
        for _ in range((depth - 4) // 6):
            modules += [nn.BatchNorm2d(c), conv(c, width, 3), nn.BatchNorm2d(width), conv(width, width, 3)]
            if c != width:
                modules += [conv(c, width, 1)]
            c = width
    return count(*modules, nn.BatchNorm2d(c), nn.Linear(c, CLASSES))


def densenet_bc(c, depth, growth):
    """Huang et al. 2017, bottlenecks of four times the growth, compression to a half."""
    modules = [conv(c, 2 * growth, 3)]
    c = 2 * growth
    for block in range(3):
        for _ in range((depth - 4) // 6):
            modules += [nn.BatchNorm2d(c), conv(c, 4 * growth, 1), nn.BatchNorm2d(4 * growth), conv(4 * growth, growth, 3)]
            c += growth
        if block < 2:
            modules += [nn.BatchNorm2d(c), conv(c, c // 2, 1)]
            c //= 2
    return count(*modules, nn.BatchNorm2d(c), nn.Linear(c, CLASSES))


def mobilenetv2(c, classes=CLASSES):
    """Sandler et al. 2018, table 2, width 1."""
    modules = [conv(c, 32, 3), nn.BatchNorm2d(32)]
    c = 32
    for t, width, n in [(1, 16, 1), (6, 24, 2), (6, 32, 3), (6, 64, 4), (6, 96, 3), (6, 160, 3), (6, 320, 1)]:
        for _ in range(n):
            hidden = t * c
            if t > 1:
                modules += [conv(c, hidden, 1), nn.BatchNorm2d(hidden)]
            modules += [conv(hidden, hidden, 3, groups=hidden), nn.BatchNorm2d(hidden)]
            modules += [conv(hidden, width, 1), nn.BatchNorm2d(width)]
            c = width
    return count(*modules, conv(c, 1280, 1), nn.BatchNorm2d(1280), nn.Linear(1280, classes))


def convnext(c, depths, widths, classes=CLASSES):
    """Liu et al. 2022: 4x4 stem, 7x7 depthwise blocks with layer scale, 2x2 downsampling after a layer norm."""
    scales = 0
    modules = [nn.Conv2d(c, widths[0], 4), nn.LayerNorm(widths[0])]
    for stage, (depth, width) in enumerate(zip(depths, widths)):
        if stage > 0:
            modules += [nn.LayerNorm(widths[stage - 1]), nn.Conv2d(widths[stage - 1], width, 2)]
        for _ in range(depth):
            modules += [conv(width, width, 7, groups=width, bias=True), nn.LayerNorm(width)]
            modules += [nn.Linear(width, 4 * width), nn.Linear(4 * width, width)]
            scales += width
    return count(*modules, nn.LayerNorm(widths[-1]), nn.Linear(widths[-1], classes)) + scales


MODELS = {
    'lenet5': lenet5,
    'vgg11': vgg11,
    'resnet8': lambda c: resnet(c, [16, 32, 64], 1),
    'resnet20': lambda c: resnet(c, [16, 32, 64], 3),
    'resnet18': lambda c: resnet(c, [64, 128, 256, 512], 2),
    'wrn-16-4': lambda c: wide_resnet(c, 16, 4),
    'wrn-28-10': lambda c: wide_resnet(c, 28, 10),
    'densenet-bc-40': lambda c: densenet_bc(c, 40, 12),
    'densenet-bc-100': lambda c: densenet_bc(c, 100, 12),
    'mobilenetv2': mobilenetv2,
    'convnext-atto': lambda c: convnext(c, [2, 2, 6, 2], [40, 80, 160, 320]),
}

if __name__ == '__main__':
    counts = {name: {'28x28x1': model(1), '32x32x3': model(3)} for name, model in MODELS.items()}
    # A thousand classes: the counts that the papers' own models are known by.
    counts['mobilenetv2']['1000 classes'] = mobilenetv2(3, 1000)
    counts['convnext-atto']['1000 classes'] = convnext(3, [2, 2, 6, 2], [40, 80, 160, 320], 1000)
    print(json.dumps(counts, indent=2))
