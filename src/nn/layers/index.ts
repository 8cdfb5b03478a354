import type { LayerDefinition } from '../layer.ts';
import { activationLayer } from './activation.ts';
import { addLayer } from './add.ts';
import { averagePool2dLayer } from './average-pool2d.ts';
import { batchNormLayer } from './batch-norm.ts';
import { branchesLayer } from './branches.ts';
import { concatenateLayer } from './concatenate.ts';
import { conv2dLayer } from './conv2d.ts';
import { denseLayer } from './dense.ts';
import { depthwiseConv2dLayer } from './depthwise-conv2d.ts';
import { dropoutLayer } from './dropout.ts';
import { flattenLayer } from './flatten.ts';
import { globalAveragePool2dLayer } from './global-average-pool2d.ts';
import { globalMaxPool2dLayer } from './global-max-pool2d.ts';
import { groupNormLayer } from './group-norm.ts';
import { layerNormLayer } from './layer-norm.ts';
import { layerScaleLayer } from './layer-scale.ts';
import { maxPool2dLayer } from './max-pool2d.ts';
import { preluLayer } from './prelu.ts';
import { reshapeLayer } from './reshape.ts';
import { residualLayer } from './residual.ts';
import { separableConv2dLayer } from './separable-conv2d.ts';
import { spatialDropout2dLayer } from './spatial-dropout2d.ts';
import { squeezeExcitationLayer } from './squeeze-excitation.ts';
import { upSampling2dLayer } from './up-sampling2d.ts';
import { zeroPadding2dLayer } from './zero-padding2d.ts';

/** Every type of layer. */
export const layerDefinitions: readonly LayerDefinition[] = [
  activationLayer,
  addLayer,
  averagePool2dLayer,
  batchNormLayer,
  branchesLayer,
  concatenateLayer,
  conv2dLayer,
  denseLayer,
  depthwiseConv2dLayer,
  dropoutLayer,
  flattenLayer,
  globalAveragePool2dLayer,
  globalMaxPool2dLayer,
  groupNormLayer,
  layerNormLayer,
  layerScaleLayer,
  maxPool2dLayer,
  preluLayer,
  reshapeLayer,
  residualLayer,
  separableConv2dLayer,
  spatialDropout2dLayer,
  squeezeExcitationLayer,
  upSampling2dLayer,
  zeroPadding2dLayer,
];
