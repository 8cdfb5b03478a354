import type { TakenSteps } from './serve.ts';

/** Takes steps one by one, where `step` trains a batch to the end, or evaluates, and gives the loss. */
export async function takeSteps(step: () => Promise<number>, steps: number): Promise<TakenSteps> {
  const stepMs: number[] = [];
  let loss = NaN;
  for (let done = 0; done < steps; done++) {
    const begin = performance.now();
    loss = await step();
    stepMs.push(performance.now() - begin);
  }
  return { stepMs, loss };
}
