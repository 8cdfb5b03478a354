"""What the peers share: the conversation over standard input and output, and the data.

One JSON object a line, both ways; README.md beside this file lists the requests and the answers.
"""

import json
import os
import resource
import sys
import time
import traceback

import numpy as np

EXAMPLES = 4096
TEST_EXAMPLES = 10_000
CLASSES = 10
LEARNING_RATE = 1e-3


def examples(count=EXAMPLES):
    """Random bytes [count, 28, 28] and labels [count]: what they show does not change how long a step takes."""
    rng = np.random.default_rng(7)
    return rng.integers(0, 256, (count, 28, 28), np.uint8), rng.integers(0, CLASSES, count, np.int64)


def batches(batch):
    """Index arrays of full batches, shuffled anew every epoch, for ever."""
    rng = np.random.default_rng(8)
    while True:
        order = rng.permutation(EXAMPLES)
        for start in range(0, EXAMPLES - batch + 1, batch):
            yield order[start : start + batch]


def serve(framework, setup):
    """Answers requests until `quit` or the end of the input.

    `setup(request)` gives a dict of facts for the answer and a function `step()` that trains one batch to the end and
    gives the loss as something `float` takes.
    """
    # Libraries print to standard output; keep the conversation clean of that.
    answers = os.fdopen(os.dup(1), 'w', buffering=1)
    os.dup2(2, 1)
    step = None
    for line in sys.stdin:
        try:
            request = json.loads(line)
            command = request['cmd']
            if command == 'quit':
                answer = {'ok': True}
            elif command == 'setup':
                facts, step = setup(request)
                answer = {'ok': True, 'framework': framework, **facts}
            elif command == 'run':
                if step is None:
                    raise ValueError('run: set up a model first')
                answer = run(step, request['steps'])
            else:
                raise ValueError(f'unknown cmd: {command}')
        except Exception as error:  # the caller decides what to do about it
            traceback.print_exc()
            command, answer = None, {'error': f'{type(error).__name__}: {error}'}
        answers.write(json.dumps(answer) + '\n')
        if command == 'quit':
            return


def run(step, steps):
    durations, loss = [], float('nan')
    for _ in range(steps):
        started = time.perf_counter()
        loss = step()
        durations.append((time.perf_counter() - started) * 1e3)
    return {
        'ms_per_step': durations,
        'loss': float(loss),
        'peak_rss_bytes': peak_rss_bytes(),
    }


def peak_rss_bytes():
    """The process's largest resident set: on Linux of this program alone, since `getrusage` counts its starter's too."""
    try:
        with open('/proc/self/status') as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith('VmHWM'))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def choice(request, key, allowed):
    """The request's value for `key`, or the first of those allowed."""
    value = request.get(key, allowed[0])
    if value not in allowed:
        raise ValueError(f'{key}: {value!r} is not one of {allowed}')
    return value
