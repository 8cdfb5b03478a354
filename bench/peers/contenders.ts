import type { PeerName, PeerSetup } from './peer-process.ts';

/** A peer with the settings that it trains by. */
export interface Contender {
  readonly title: string;
  readonly peer: PeerName;
  readonly settings: Partial<PeerSetup>;
}

/** All that can be compared, Atelier first: a new one is a line. */
export const contenders = {
  atelier: { title: 'Atelier', peer: 'atelier', settings: {} },
  pytorch: { title: 'PyTorch', peer: 'torch', settings: {} },
  'pytorch-channels-last': {
    title: 'PyTorch channels_last',
    peer: 'torch',
    settings: { layout: 'channels_last' },
  },
  'pytorch-compiled': { title: 'PyTorch compiled', peer: 'torch', settings: { compiled: true } },
  'pytorch-compiled-channels-last': {
    title: 'PyTorch compiled channels_last',
    peer: 'torch',
    settings: { layout: 'channels_last', compiled: true },
  },
  'pytorch-fused': {
    title: 'PyTorch channels_last, fused Adam',
    peer: 'torch',
    settings: { layout: 'channels_last', fused: true },
  },
  keras: { title: 'Keras on TensorFlow', peer: 'keras', settings: {} },
  'keras-xla': { title: 'Keras with XLA', peer: 'keras', settings: { compiled: true } },
  tfjs: { title: 'TensorFlow.js', peer: 'tfjs', settings: { backend: 'cpu' } },
  'tfjs-wasm': { title: 'TensorFlow.js WASM', peer: 'tfjs', settings: { backend: 'wasm' } },
  'jax-js': { title: 'jax-js', peer: 'jax-js', settings: {} },
} as const satisfies Readonly<Record<string, Contender>>;

export type ContenderName = keyof typeof contenders;

/** Who takes part with `--peers`; `--contenders` names others. */
export const usualContenders: readonly ContenderName[] = [
  'atelier',
  'pytorch',
  'pytorch-channels-last',
  'pytorch-compiled',
  'keras',
  'tfjs',
  'tfjs-wasm',
  'jax-js',
];
