"""Checks ONNX models with ONNX's own checker, shape inference included, and says which operator domains they use.

    python scripts/golden/check_onnx.py model.onnx [...]

Needs the `onnx` package (made with 1.23). Exit code 0 when every file passes, 1 otherwise. One line a file:

    model.onnx: ok, ir 10, opset ai.onnx 21, 42 nodes, domains: ai.onnx
"""

import sys
from collections import Counter

import onnx


def graphs(graph):
    """The graph and every graph inside its nodes' attributes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                if inner.node or inner.output:
                    yield from graphs(inner)


def describe(path):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    domains = Counter(node.domain or 'ai.onnx' for graph in graphs(model.graph) for node in graph.node)
    opsets = ', '.join(f'{opset.domain or "ai.onnx"} {opset.version}' for opset in model.opset_import)
    names = ', '.join(sorted(domains))
    return f'ok, ir {model.ir_version}, opset {opsets}, {sum(domains.values())} nodes, domains: {names}'


def main():
    if len(sys.argv) < 2:
        sys.exit('usage: check_onnx.py FILE...')
    failed = False
    for path in sys.argv[1:]:
        try:
            print(f'{path}: {describe(path)}')
        except Exception as error:  # whatever the checker, the parser or the file system raises
            failed = True
            print(f'{path}: {type(error).__name__}: {error}')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
