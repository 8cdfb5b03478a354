"""PyTorch, training the reference models; a long-lived process driven by JSON lines (see README.md)."""

import os
import shutil

import torch
from torch import nn
from torch.nn import functional

from peer import CLASSES, LEARNING_RATE, TEST_EXAMPLES, batches, choice, examples, serve


def conv(inputs, filters):
    return nn.Conv2d(inputs, filters, 3, padding=1)


def conv_block(inputs, filters):
    return [conv(inputs, filters), nn.BatchNorm2d(filters), nn.ReLU()]


def dense_block(inputs, units):
    return [nn.Linear(inputs, units), nn.BatchNorm1d(units), nn.ReLU(), nn.Dropout(0.3)]


def ann():
    hidden = [nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU()]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(64, CLASSES))


def mlp():
    hidden = [*dense_block(784, 512), *dense_block(512, 256), *dense_block(256, 128)]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(128, CLASSES), nn.LogSoftmax(1))


def cnn():
    first = [conv(1, 32), nn.ReLU(), nn.MaxPool2d(2)]
    second = [conv(32, 64), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*first, *second, nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, CLASSES))


def deep_cnn():
    first = [*conv_block(1, 32), *conv_block(32, 32), nn.MaxPool2d(2), nn.Dropout(0.25)]
    second = [*conv_block(32, 64), *conv_block(64, 64), nn.MaxPool2d(2), nn.Dropout(0.25)]
    head = [nn.Flatten(), nn.Linear(6272, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(*first, *second, *conv_block(64, 128), *head, nn.Linear(128, CLASSES))


class BasicBlock(nn.Module):
    """Two 3x3 convolutions beside a shortcut, which is projected where the shape changes (He et al. 2016, option B)."""

    def __init__(self, inputs, filters, stride):
        super().__init__()
        plain = {'padding': 1, 'bias': False}
        first = [nn.Conv2d(inputs, filters, 3, stride, **plain), nn.BatchNorm2d(filters), nn.ReLU()]
        second = [nn.Conv2d(filters, filters, 3, **plain), nn.BatchNorm2d(filters)]
        self.layers = nn.Sequential(*first, *second)
        projection = [nn.Conv2d(inputs, filters, 1, stride, bias=False), nn.BatchNorm2d(filters)]
        self.shortcut = nn.Sequential(*(projection if stride > 1 else []))

    def forward(self, x):
        return functional.relu(self.layers(x) + self.shortcut(x))


def resnet8():
    stem = [nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    blocks = [BasicBlock(16, 16, 1), BasicBlock(16, 32, 2), BasicBlock(32, 64, 2)]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, CLASSES))


MODELS = {'ann': ann, 'mlp': mlp, 'cnn': cnn, 'deep-cnn': deep_cnn, 'resnet8': resnet8}


def check_compiler():
    """torch.compile writes C++ and says only late, and at length, that nothing compiles it."""
    compiler = os.environ.get('CXX', 'g++')
    if shutil.which(compiler) is None:
        raise ValueError(f'torch.compile needs a C++ compiler, and there is no {compiler} on the path (CXX names another)')


def setup(request):
    torch.set_num_threads(request.get('threads', 2))
    torch.manual_seed(7)
    name = choice(request, 'model', list(MODELS))
    format_ = {'default': torch.contiguous_format, 'channels_last': torch.channels_last}
    memory_format = format_[choice(request, 'layout', list(format_))]
    compiled = choice(request, 'compiled', [False, True])
    fused = choice(request, 'fused', [False, True])

    if compiled:
        check_compiler()
    model = MODELS[name]().to(memory_format=memory_format).train()
    if choice(request, 'task', ['train', 'evaluate']) == 'evaluate':
        return evaluation(name, model.eval(), memory_format, request['batch'])
    parameters = list(model.parameters())
    if choice(request, 'optimizer', ['adam', 'sgd']) == 'adam':
        optimizer = torch.optim.Adam(parameters, lr=LEARNING_RATE, fused=fused)
    else:
        optimizer = torch.optim.SGD(parameters, lr=LEARNING_RATE, momentum=0.9, fused=fused)
    loss_of = loss_function(name)
    forward = torch.compile(model) if compiled else model

    pixels, classes = examples()
    images, labels = torch.from_numpy(pixels).unsqueeze(1), torch.from_numpy(classes)
    order = batches(request['batch'])

    def step():
        indices = torch.from_numpy(next(order))
        x = images[indices].to(torch.float32, memory_format=memory_format) / 255
        loss = loss_of(forward(x), labels[indices])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    return facts(model), step


def evaluation(name, model, memory_format, batch):
    """A step is the whole test set: mean loss and accuracy, in batches."""
    pixels, classes = examples(TEST_EXAMPLES)
    images, labels = torch.from_numpy(pixels).unsqueeze(1), torch.from_numpy(classes)
    loss_of = loss_function(name)

    @torch.inference_mode()
    def step():
        total, hits = 0.0, 0
        for start in range(0, TEST_EXAMPLES, batch):
            x = images[start : start + batch].to(torch.float32, memory_format=memory_format) / 255
            y = labels[start : start + batch]
            output = model(x)
            total += loss_of(output, y, reduction='sum').item()
            hits += (output.argmax(1) == y).sum().item()
        return total / TEST_EXAMPLES

    return facts(model), step


def loss_function(name):
    return functional.nll_loss if name == 'mlp' else functional.cross_entropy


def facts(model):
    return {'parameters': sum(p.numel() for p in model.parameters()), 'threads': torch.get_num_threads()}


if __name__ == '__main__':
    serve(f'PyTorch {torch.__version__}', setup)
