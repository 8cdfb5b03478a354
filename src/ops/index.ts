import type { OpDefinition } from '../graph/graph.ts';
import { addOp } from './add.ts';
import { argMaxOp } from './arg-max.ts';
import { averagePool2dOp } from './average-pool2d.ts';
import { batchNormGradientOp } from './batch-norm-gradient.ts';
import { batchNormInferenceOp } from './batch-norm-inference.ts';
import { batchNormOp } from './batch-norm.ts';
import { broadcastToOp } from './broadcast-to.ts';
import { castOp } from './cast.ts';
import { clipOp } from './clip.ts';
import { concatenateOp } from './concatenate.ts';
import { conv2dInputGradientOp } from './conv2d-input-gradient.ts';
import { conv2dWeightGradientOp } from './conv2d-weight-gradient.ts';
import { conv2dOp } from './conv2d.ts';
import { divideOp } from './divide.ts';
import { eluOp } from './elu.ts';
import { equalOp } from './equal.ts';
import { erfOp } from './erf.ts';
import { expOp } from './exp.ts';
import { gatherOp } from './gather.ts';
import { hardSigmoidOp } from './hard-sigmoid.ts';
import { interleave2dOp } from './interleave2d.ts';
import { leakyReluOp } from './leaky-relu.ts';
import { logSoftmaxOp } from './log-softmax.ts';
import { logOp } from './log.ts';
import { matmulOp } from './matmul.ts';
import { maxPool2dGradientOp } from './max-pool2d-gradient.ts';
import { maxPool2dOp } from './max-pool2d.ts';
import { multiplyOp } from './multiply.ts';
import { normalizeOp } from './normalize.ts';
import { notNegativeOp } from './not-negative.ts';
import { pad2dOp } from './pad2d.ts';
import { powerOp } from './power.ts';
import { reduceSumOp } from './reduce-sum.ts';
import { reluOp } from './relu.ts';
import { reshapeOp } from './reshape.ts';
import { dropoutFactorOp } from './dropout-factor.ts';
import { scaledBytesOp } from './scaled-bytes.ts';
import { sigmoidOp } from './sigmoid.ts';
import { sliceOp } from './slice.ts';
import { slidingMaxPool2dOp } from './sliding-max-pool2d.ts';
import { softmaxOp } from './softmax.ts';
import { softplusOp } from './softplus.ts';
import { splitOp } from './split.ts';
import { squareRootOp } from './square-root.ts';
import { stepOp } from './step.ts';
import { stridedSlice2dOp } from './strided-slice2d.ts';
import { sumOverSlicesOp } from './sum-over-slices.ts';
import { subtractOp } from './subtract.ts';
import { tanhOp } from './tanh.ts';
import { transposeOp } from './transpose.ts';
import { turnedKernelOp } from './turned-kernel.ts';
import { upsample2dOp } from './upsample2d.ts';

/** Every operation of plain layouts; the tests go through this list. */
export const opDefinitions: readonly OpDefinition[] = [
  addOp,
  argMaxOp,
  averagePool2dOp,
  batchNormGradientOp,
  batchNormInferenceOp,
  batchNormOp,
  broadcastToOp,
  castOp,
  clipOp,
  concatenateOp,
  conv2dInputGradientOp,
  conv2dOp,
  conv2dWeightGradientOp,
  divideOp,
  eluOp,
  equalOp,
  erfOp,
  expOp,
  gatherOp,
  hardSigmoidOp,
  interleave2dOp,
  leakyReluOp,
  logOp,
  logSoftmaxOp,
  matmulOp,
  maxPool2dGradientOp,
  maxPool2dOp,
  multiplyOp,
  normalizeOp,
  notNegativeOp,
  pad2dOp,
  powerOp,
  reduceSumOp,
  reluOp,
  reshapeOp,
  dropoutFactorOp,
  scaledBytesOp,
  sigmoidOp,
  sliceOp,
  slidingMaxPool2dOp,
  softmaxOp,
  softplusOp,
  splitOp,
  squareRootOp,
  stepOp,
  stridedSlice2dOp,
  subtractOp,
  sumOverSlicesOp,
  tanhOp,
  transposeOp,
  turnedKernelOp,
  upsample2dOp,
];
