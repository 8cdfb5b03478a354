import type { LayerSpec } from '../layer.ts';
import { activation } from '../layers/activation.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { dense } from '../layers/dense.ts';
import { depthwiseConv2d } from '../layers/depthwise-conv2d.ts';
import { dropout } from '../layers/dropout.ts';
import { globalAveragePool2d } from '../layers/global-average-pool2d.ts';
import { residual } from '../layers/residual.ts';
import { sequential } from '../model.ts';
import type { ModelPreset } from '../preset.ts';
import { convNorm } from './parts/conv-norm.ts';

/** Table 2 of the paper, with stride 1 in place of 2 in the first two stages, which suits small images. */
const STAGES = [
  { expansion: 1, filters: 16, blocks: 1, strides: 1 },
  { expansion: 6, filters: 24, blocks: 2, strides: 1 },
  { expansion: 6, filters: 32, blocks: 3, strides: 2 },
  { expansion: 6, filters: 64, blocks: 4, strides: 2 },
  { expansion: 6, filters: 96, blocks: 3, strides: 1 },
  { expansion: 6, filters: 160, blocks: 3, strides: 2 },
  { expansion: 6, filters: 320, blocks: 1, strides: 1 },
];
const STEM = 32;
const HEAD = 1280;

/**
 * MobileNetV2 (Sandler et al. 2018), width 1: inverted residual blocks of a 1x1 expansion, a 3x3 depthwise convolution and
 * a linear 1x1 projection, with ReLU6. Strides are those usual for small images, which changes no parameter: 2,236,682 for three
 * channels and ten classes, 3,504,872 for a thousand.
 */
export const mobilenetv2: ModelPreset = (ends) => {
  let channels = STEM;
  const layers: LayerSpec[] = [];
  for (const { expansion, filters, blocks, strides } of STAGES) {
    for (let block = 0; block < blocks; block++) {
      const path = invertedResidual(channels, expansion, filters, block === 0 ? strides : 1);
      layers.push(...(block === 0 ? path : [residual({ layers: path })]));
      channels = filters;
    }
  }
  return sequential(ends, [
    ...convNorm({ filters: STEM, kernelSize: 3, activation: 'relu6' }),
    ...layers,
    ...convNorm({ filters: HEAD, kernelSize: 1, activation: 'relu6' }),
    globalAveragePool2d(),
    dropout({ rate: 0.2 }),
    dense({ units: ends.classes }),
  ]);
};

function invertedResidual(
  channels: number,
  expansion: number,
  filters: number,
  strides: number,
): LayerSpec[] {
  return [
    ...(expansion === 1
      ? []
      : convNorm({ filters: expansion * channels, kernelSize: 1, activation: 'relu6' })),
    depthwiseConv2d({
      kernelSize: 3,
      strides,
      padding: 1,
      useBias: false,
      depthwiseInitializer: 'heNormal',
    }),
    batchNorm(),
    activation('relu6'),
    ...convNorm({ filters, kernelSize: 1, activation: 'linear' }),
  ];
}
