import type { LayerSpec } from '../../layer.ts';
import { activation } from '../../layers/activation.ts';
import { averagePool2d } from '../../layers/average-pool2d.ts';
import { batchNorm } from '../../layers/batch-norm.ts';
import { concatenate } from '../../layers/concatenate.ts';
import { conv2d } from '../../layers/conv2d.ts';
import { dense } from '../../layers/dense.ts';
import { globalAveragePool2d } from '../../layers/global-average-pool2d.ts';
import { sequential, type ModelSpec } from '../../model.ts';
import { normConv } from './conv-norm.ts';

const BLOCKS = 3;

/**
 * DenseNet-BC for small images (Huang et al. 2017): three dense blocks in which each layer, a 1x1 convolution to four
 * times the growth and a 3x3 convolution, sees all earlier outputs of its block; between blocks a 1x1 convolution and
 * average pooling halve channels and size.
 *
 * @param depth 6n + 4, for n layers a block
 * @param growth the channels that each layer adds
 */
export function densenetBc(
  ends: Pick<ModelSpec, 'input' | 'classes'>,
  { depth, growth }: { readonly depth: number; readonly growth: number },
): ModelSpec {
  const layersPerBlock = (depth - 4) / 6;
  const layers: LayerSpec[] = [];
  let channels = 2 * growth;
  layers.push(
    conv2d({ filters: channels, kernelSize: 3, padding: 1, useBias: false, kernelInitializer: 'heNormal' }),
  );
  for (let block = 1; block <= BLOCKS; block++) {
    for (let layer = 0; layer < layersPerBlock; layer++) layers.push(denseLayer(growth));
    channels += layersPerBlock * growth;
    if (block < BLOCKS) {
      channels = Math.floor(channels / 2);
      layers.push(...normConv({ filters: channels, kernelSize: 1 }), averagePool2d());
    }
  }
  return sequential(ends, [
    ...layers,
    batchNorm(),
    activation('relu'),
    globalAveragePool2d(),
    dense({ units: ends.classes }),
  ]);
}

function denseLayer(growth: number): LayerSpec {
  const added = [
    ...normConv({ filters: 4 * growth, kernelSize: 1 }),
    ...normConv({ filters: growth, kernelSize: 3 }),
  ];
  return concatenate({ paths: [[], added] });
}
