/** Train, compare and ship image classifiers. */
export {
  AtelierError,
  DataError,
  InternalError,
  OptionError,
  RuntimeFailure,
  ShapeError,
  StorageError,
  TrainingError,
} from './core/errors.ts';
export type { Dataset, Examples } from './data/dataset.ts';
export {
  fashionMnist,
  kmnist,
  loadDataset,
  loadDefaultDataset,
  mnist,
  type LoadOptions,
} from './data/load-dataset.node.ts';
export { sketches } from './data/sketches/sketches.ts';
export { evaluateLogits, type EvaluationResult } from './metrics/evaluation.ts';
export type { LayerSpec } from './nn/layer.ts';
export { activation } from './nn/layers/activation.ts';
export { batchNorm } from './nn/layers/batch-norm.ts';
export { branches } from './nn/layers/branches.ts';
export { conv2d } from './nn/layers/conv2d.ts';
export { dense } from './nn/layers/dense.ts';
export { dropout } from './nn/layers/dropout.ts';
export { flatten } from './nn/layers/flatten.ts';
export { globalAveragePool2d } from './nn/layers/global-average-pool2d.ts';
export { maxPool2d } from './nn/layers/max-pool2d.ts';
export { sequential, type ModelSpec } from './nn/model.ts';
export { modelPresets, type ModelPresetName } from './nn/presets/index.ts';
export { adam, adamW, sgd, type OptimizerSpec } from './optim/optimizers/index.ts';
export { cosine, oneCycle, type LearningRate } from './optim/schedules/index.ts';
export { reportHtml } from './report/html.ts';
export type { EpochRecord, Run, RunRecord } from './runs/record.ts';
export { listRuns, readRun } from './runs/store.node.ts';
export { earlyStopping } from './train/early-stopping.ts';
export type { TrainEvent } from './train/events.ts';
export { exportOnnx, type ExportOptions } from './train/export-onnx.ts';
export { parseRecipe, type Recipe, type RecipeInput } from './train/recipe.ts';
export { recipePresets } from './train/recipes/index.ts';
export {
  resumeTraining,
  train,
  type TrainingRun,
  type TrainOptions,
  type TrainResult,
} from './train/train.node.ts';
