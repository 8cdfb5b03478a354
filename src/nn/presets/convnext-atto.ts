import type { LayerSpec } from '../layer.ts';
import { conv2d } from '../layers/conv2d.ts';
import { dense } from '../layers/dense.ts';
import { depthwiseConv2d } from '../layers/depthwise-conv2d.ts';
import { globalAveragePool2d } from '../layers/global-average-pool2d.ts';
import { layerNorm } from '../layers/layer-norm.ts';
import { layerScale } from '../layers/layer-scale.ts';
import { residual } from '../layers/residual.ts';
import { sequential } from '../model.ts';
import type { ModelPreset } from '../preset.ts';

const STAGES = [
  { width: 40, blocks: 2 },
  { width: 80, blocks: 2 },
  { width: 160, blocks: 6 },
  { width: 320, blocks: 2 },
];
const EPSILON = 1e-6;
const INITIALIZER = { type: 'truncatedNormal', stddev: 0.02 } as const;

/**
 * ConvNeXt (Liu et al. 2022) in timm's size Atto: 7x7 depthwise convolution, layer norm, two 1x1 convolutions with GELU
 * between, and a trained scale, beside a shortcut. 3,377,730 parameters for three channels and ten classes, 3.7M for a
 * thousand. The 4x4 stem has stride 2 in place of 4, and windows that reach over the edge are padded, which suits small
 * images and changes no parameter.
 */
export const convnextAtto: ModelPreset = (ends) =>
  sequential(ends, [
    conv2d({
      filters: STAGES[0]!.width,
      kernelSize: 4,
      strides: 2,
      padding: 'same',
      kernelInitializer: INITIALIZER,
    }),
    layerNorm({ epsilon: EPSILON }),
    ...STAGES.flatMap(({ width, blocks }, stage) => [
      ...(stage === 0 ? [] : halving(width)),
      ...Array.from({ length: blocks }, () => convnextBlock(width)),
    ]),
    globalAveragePool2d(),
    layerNorm({ epsilon: EPSILON }),
    dense({ units: ends.classes, kernelInitializer: INITIALIZER }),
  ]);

const halving = (filters: number): LayerSpec[] => [
  layerNorm({ epsilon: EPSILON }),
  conv2d({ filters, kernelSize: 2, strides: 2, padding: 'same', kernelInitializer: INITIALIZER }),
];

function convnextBlock(width: number): LayerSpec {
  return residual({
    layers: [
      depthwiseConv2d({ kernelSize: 7, padding: 'same', depthwiseInitializer: INITIALIZER }),
      layerNorm({ epsilon: EPSILON }),
      conv2d({ filters: 4 * width, kernelSize: 1, activation: 'gelu', kernelInitializer: INITIALIZER }),
      conv2d({ filters: width, kernelSize: 1, kernelInitializer: INITIALIZER }),
      layerScale(),
    ],
  });
}
