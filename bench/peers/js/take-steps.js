import { performance } from 'node:perf_hooks';

/** Takes steps one by one, where `step` trains a batch to the end and gives its loss. */
export async function takeSteps(step, steps) {
  const stepMs = [];
  let loss = NaN;
  for (let done = 0; done < steps; done++) {
    const begin = performance.now();
    loss = await step();
    stepMs.push(performance.now() - begin);
  }
  return { stepMs, loss };
}
