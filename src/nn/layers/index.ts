import type { LayerDefinition } from '../layer.ts';
import { activationLayer } from './activation.ts';
import { averagePool2dLayer } from './average-pool2d.ts';
import { batchNormLayer } from './batch-norm.ts';
import { branchesLayer } from './branches.ts';
import { conv2dLayer } from './conv2d.ts';
import { denseLayer } from './dense.ts';
import { depthwiseConv2dLayer } from './depthwise-conv2d.ts';
import { dropoutLayer } from './dropout.ts';
import { flattenLayer } from './flatten.ts';
import { globalAveragePool2dLayer } from './global-average-pool2d.ts';
import { globalMaxPool2dLayer } from './global-max-pool2d.ts';
import { maxPool2dLayer } from './max-pool2d.ts';
import { reshapeLayer } from './reshape.ts';
import { separableConv2dLayer } from './separable-conv2d.ts';
import { upSampling2dLayer } from './up-sampling2d.ts';
import { zeroPadding2dLayer } from './zero-padding2d.ts';

/** Every type of layer. */
export const layerDefinitions: readonly LayerDefinition[] = [
  activationLayer,
  averagePool2dLayer,
  batchNormLayer,
  branchesLayer,
  conv2dLayer,
  denseLayer,
  depthwiseConv2dLayer,
  dropoutLayer,
  flattenLayer,
  globalAveragePool2dLayer,
  globalMaxPool2dLayer,
  maxPool2dLayer,
  reshapeLayer,
  separableConv2dLayer,
  upSampling2dLayer,
  zeroPadding2dLayer,
];
