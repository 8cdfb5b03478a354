import { createInterface } from 'node:readline';
import { peakRssBytes } from '../peak-rss.ts';

/** The times of steps, or of calls that take several, and the loss of the last batch. */
export interface TakenSteps {
  readonly stepMs: readonly number[];
  readonly loss: number;
}

/** What a peer says of a model that it has set up, and how it trains. */
export interface SetUp {
  readonly facts: { readonly parameters: number; readonly threads: number };
  run(steps: number): Promise<TakenSteps>;
}

/**
 * The conversation of a peer in JavaScript, as `peer.py` has it: answers requests on standard input until `quit` or its
 * end. What a library prints goes to standard error.
 */
export async function serve(
  framework: string,
  setup: (request: Record<string, unknown>) => Promise<SetUp>,
): Promise<void> {
  const answer = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  let current: SetUp | undefined;
  const answerTo = async (request: Record<string, unknown>): Promise<object> => {
    if (request['cmd'] === 'quit') return { ok: true };
    if (request['cmd'] === 'setup') {
      current = await setup(request);
      return { ok: true, framework, ...current.facts };
    }
    if (request['cmd'] !== 'run') throw new Error(`unknown cmd: ${String(request['cmd'])}`);
    if (!current) throw new Error('run: set up a model first');
    const { stepMs, loss } = await current.run(Number(request['steps']));
    return { ms_per_step: stepMs, loss, peak_rss_bytes: peakRssBytes() };
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Record<string, unknown>;
    try {
      answer(`${JSON.stringify(await answerTo(request))}\n`);
    } catch (error) {
      console.error(error);
      answer(`${JSON.stringify({ error: String(error) })}\n`);
    }
    if (request['cmd'] === 'quit') break;
  }
}
