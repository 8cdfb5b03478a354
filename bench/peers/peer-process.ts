import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { referenceModelNames, type ModelPresetName } from '../../src/nn/preset-names.ts';

/** The programs beside this file. */
export type PeerName = 'atelier' | 'torch' | 'keras' | 'tfjs' | 'jax-js' | 'onnxruntime';

const scripts: Readonly<Record<PeerName, string>> = {
  atelier: 'atelier-peer.ts',
  torch: 'torch_peer.py',
  keras: 'keras_peer.py',
  tfjs: 'js/tfjs-peer.js',
  'jax-js': 'js/jax-js-peer.js',
  onnxruntime: 'onnxruntime_peer.py',
};

/** What all peers can train, from the smallest to the largest. */
export const peerModelNames = [
  ...referenceModelNames,
  'resnet8',
] as const satisfies readonly ModelPresetName[];

export type PeerModelName = (typeof peerModelNames)[number];

export interface PeerSetup {
  readonly model: PeerModelName;
  readonly batch: number;
  readonly threads: number;
  readonly optimizer?: 'adam' | 'sgd';
  readonly layout?: 'default' | 'channels_last';
  /** torch.compile, or XLA. */
  readonly compiled?: boolean;
  /** PyTorch alone: its fused optimisers. */
  readonly fused?: boolean;
  /** Keras alone: one compiled function that gathers too, or `train_on_batch`. */
  readonly loop?: 'function' | 'train_on_batch';
  /** TensorFlow.js alone: plain JavaScript, or WebAssembly. */
  readonly backend?: 'cpu' | 'wasm';
  /** Atelier, PyTorch and ONNX Runtime alone: a step is one evaluation of 10,000 images; Atelier takes its own batches. */
  readonly task?: 'train' | 'evaluate';
  /** ONNX Runtime alone: the exported model. */
  readonly file?: string;
}

export interface PeerFacts {
  /** Names and versions, for people. */
  readonly framework: string;
  readonly parameters: number;
  readonly threads: number;
}

export interface PeerRun {
  readonly stepMs: readonly number[];
  /** The loss of the last batch. */
  readonly loss: number;
  /** The process's largest resident set so far. */
  readonly peakRssBytes: number;
}

export interface PeerProcessOptions {
  readonly peer: PeerName;
  /** The Python that has the framework, such as `venv/bin/python`; for those written in Python. */
  readonly python?: string;
  /** How long one answer may take; ten minutes unless told. */
  readonly timeoutMs?: number;
  /** Ends the process. */
  readonly signal?: AbortSignal;
}

/** A peer that could not be started, answered with an error or not in time, or ended. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
}

const CLOSE_MS = 5_000;
const STDERR_KEPT = 4_000;

interface Waiting {
  readonly resolve: (answer: Record<string, unknown>) => void;
  readonly reject: (error: PeerError) => void;
}

/**
 * Another framework as a long-lived process that trains the reference models; see README.md in this folder.
 *
 * @example
 * await using peer = new PeerProcess({ python, peer: 'torch' });
 * const { framework } = await peer.setup({ model: 'cnn', batch: 64, threads: 2, layout: 'channels_last' });
 * await peer.run(20); // warm-up
 * const { stepMs } = await peer.run(100);
 */
export class PeerProcess implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #timeoutMs: number;
  readonly #name: string;
  #waiting: Waiting | undefined;
  #ended: PeerError | undefined;
  #stderr = '';

  constructor({ peer, python = 'python3', timeoutMs = 600_000, signal }: PeerProcessOptions) {
    this.#name = peer;
    this.#timeoutMs = timeoutMs;
    const script = join(import.meta.dirname, scripts[peer]);
    const command = script.endsWith('.py') ? [python, '-u', script] : [process.execPath, script];
    this.#child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'], signal });
    this.#child.on('error', (error) => {
      this.#end(error.message);
    });
    this.#child.on('close', (code, how) => {
      this.#end(`ended with ${how ?? `exit code ${code ?? 'unknown'}`}`);
    });
    // Writing to a process that has ended fails; that it ended is reported already.
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.#receive(line);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Builds a model; what was set up before is dropped. */
  async setup(setup: PeerSetup): Promise<PeerFacts> {
    const { framework, parameters, threads } = await this.#request({ cmd: 'setup', ...setup });
    if (typeof framework !== 'string' || typeof parameters !== 'number' || typeof threads !== 'number') {
      throw this.#error('answered a setup with something else');
    }
    return { framework, parameters, threads };
  }

  /** Trains so many steps; warming up is the caller's task. */
  async run(steps: number): Promise<PeerRun> {
    const answer = await this.#request({ cmd: 'run', steps });
    const { ms_per_step: stepMs, loss, peak_rss_bytes: peakRssBytes } = answer;
    if (!isNumbers(stepMs) || typeof loss !== 'number' || typeof peakRssBytes !== 'number') {
      throw this.#error('answered a run with something else');
    }
    return { stepMs, loss, peakRssBytes };
  }

  /** Asks the process to quit, and makes it, should it not. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined)
      return;
    const closed = once(this.#child, 'close');
    this.#waiting?.reject(this.#error('was closed'));
    this.#waiting = undefined;
    this.#child.stdin.end('{"cmd":"quit"}\n');
    const killing = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_MS);
    await closed;
    clearTimeout(killing);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #request(request: Record<string, unknown>): Promise<Record<string, unknown>> {
    if (this.#ended) throw this.#ended;
    if (this.#waiting) throw this.#error('takes one request at a time');
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting = { resolve, reject };
        timer = setTimeout(() => {
          this.#child.kill('SIGKILL');
          this.#end(`gave no answer to ${JSON.stringify(request)} within ${this.#timeoutMs} ms`);
        }, this.#timeoutMs);
        this.#child.stdin.write(`${JSON.stringify(request)}\n`);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  #receive(line: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    try {
      const answer: unknown = JSON.parse(line);
      if (typeof answer !== 'object' || answer === null) throw new SyntaxError('not an object');
      if ('error' in answer) waiting?.reject(this.#error(`answered: ${String(answer.error)}`));
      else waiting?.resolve(answer as Record<string, unknown>);
    } catch {
      waiting?.reject(this.#error(`answered with what is not a JSON object: ${line.slice(0, 200)}`));
    }
  }

  /** The process is no more, or as good as: fails what waits and all that comes. */
  #end(reason: string): void {
    const said = this.#stderr.trim();
    this.#ended ??= this.#error(said === '' ? reason : `${reason}\n${said}`);
    this.#waiting?.reject(this.#ended);
    this.#waiting = undefined;
  }

  #error(reason: string): PeerError {
    return new PeerError(`peer ${this.#name}: ${reason}`);
  }
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
