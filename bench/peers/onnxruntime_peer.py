"""ONNX Runtime in Python, evaluating an exported model; a long-lived process driven by JSON lines (see README.md)."""

import numpy as np
import onnxruntime

from peer import TEST_EXAMPLES, examples, serve


def setup(request):
    threads = request.get('threads', 2)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(request['file'], options, providers=['CPUExecutionProvider'])
    pixels, labels = examples(TEST_EXAMPLES)
    images, batch = pixels[..., None], request['batch']

    def step():
        total, hits = 0.0, 0
        for start in range(0, TEST_EXAMPLES, batch):
            (probabilities,) = session.run(None, {'image': images[start : start + batch]})
            y = labels[start : start + batch]
            total -= np.log(probabilities[np.arange(len(y)), y]).sum()
            hits += (probabilities.argmax(1) == y).sum()
        return total / TEST_EXAMPLES

    return {'parameters': 0, 'threads': threads}, step


if __name__ == '__main__':
    serve(f'ONNX Runtime {onnxruntime.__version__}', setup)
