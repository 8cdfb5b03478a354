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
export type { AugmentationSpec } from './data/augment/augmentation.ts';
export { brightness } from './data/augment/brightness.ts';
export { contrast } from './data/augment/contrast.ts';
export { crop } from './data/augment/crop.ts';
export { cutout } from './data/augment/cutout.ts';
export { elastic } from './data/augment/elastic.ts';
export { flip } from './data/augment/flip.ts';
export { noise } from './data/augment/noise.ts';
export { randAugment } from './data/augment/rand-augment.ts';
export { randomErasing } from './data/augment/random-erasing.ts';
export { rotate } from './data/augment/rotate.ts';
export { scale } from './data/augment/scale.ts';
export { shear } from './data/augment/shear.ts';
export { shift } from './data/augment/shift.ts';
export type { DataFormat, DataSpec, Subset } from './data/data-spec.ts';
export type { Dataset, DataSource, Examples } from './data/dataset.ts';
export { foldSplit, type FoldOptions } from './data/folds.ts';
export {
  fashionMnist,
  kmnist,
  loadDataset,
  loadDefaultDataset,
  mnist,
  type LoadOptions,
} from './data/load-dataset.node.ts';
export { cutMix } from './data/mix/cut-mix.ts';
export type { MixSpec } from './data/mix/mix.ts';
export { mixup } from './data/mix/mixup.ts';
export { sketches } from './data/sketches/sketches.ts';
export { trainValidationSplit, type SplitOptions, type TrainValidationSplit } from './data/split.ts';
export { subsetDataset } from './data/subset.ts';
export { accuracy } from './metrics/accuracy.ts';
export {
  bootstrapConfusion,
  bootstrapInterval,
  bootstrapPredictions,
  type BootstrapInterval,
  type BootstrapOptions,
} from './metrics/bootstrap.ts';
export { brierScore } from './metrics/brier.ts';
export { calibration, type Calibration, type ReliabilityBin } from './metrics/calibration.ts';
export {
  classificationReport,
  type ClassificationReport,
  type ClassificationReportOptions,
  type ReportedClass,
} from './metrics/classification-report.ts';
export { cohenKappa } from './metrics/cohen-kappa.ts';
export { confusedClasses, type ConfusedClasses } from './metrics/confused-classes.ts';
export { confidentJoint, type ConfidentJoint } from './metrics/confident-joint.ts';
export { confusedPairs, type ConfusedPair } from './metrics/confused-pairs.ts';
export {
  confusionByLabel,
  confusionByPrediction,
  confusionMatrix,
  type ConfusionMatrix,
  type ConfusionShares,
} from './metrics/confusion-matrix.ts';
export type { RunOptions } from './explain/chunked-session.ts';
export { classActivationMaps } from './explain/class-activation-map.ts';
export {
  embed,
  embedImages,
  type Embedding,
  type EmbeddingOptions,
  type ImageEmbedding,
} from './explain/embedding.ts';
export {
  explainRun,
  type ExplainRunOptions,
  type RunExplanation,
  type TestEmbedding,
  type TestMaps,
} from './explain/explain-run.node.ts';
export type { MapMethod } from './explain/explanation-maps.ts';
export { firstLayerFilters, type FilterPictures } from './explain/first-layer-filters.ts';
export { occlusionMaps, type OcclusionOptions } from './explain/occlusion-map.ts';
export { overlayImages } from './explain/overlay.ts';
export type { ImageMaps } from './explain/resize-maps.ts';
export { evaluateLogits, type EvaluationResult } from './metrics/evaluation.ts';
export { holm } from './metrics/holm.ts';
export {
  differenceInterval,
  pairedDifferenceInterval,
  wilsonInterval,
  type Interval,
} from './metrics/interval.ts';
export { findLabelIssues, type LabelIssue, type LabelIssueOptions } from './metrics/label-issues.ts';
export { logLoss } from './metrics/log-loss.ts';
export { mannWhitney, type MannWhitneyResult } from './metrics/mann-whitney.ts';
export { matthewsCorrelation } from './metrics/matthews.ts';
export { mcNemarTest, type McNemarMethod, type McNemarResult } from './metrics/mcnemar.ts';
export { meanInterval } from './metrics/mean-interval.ts';
export { pairedHits, type PairedHits } from './metrics/paired-hits.ts';
export { pooledTTest } from './metrics/pooled-t-test.ts';
export { pairedTTest, resampledTTest } from './metrics/paired-t-test.ts';
export type { TTestResult } from './metrics/t-test-result.ts';
export { macroMean, perClass, weightedMean, type ClassFigures } from './metrics/per-class.ts';
export {
  averagePrecision,
  precisionRecallCurve,
  type PrecisionRecallPoint,
} from './metrics/precision-recall.ts';
export {
  logitsToProbabilities,
  predictedClasses,
  selectExamples,
  type Predictions,
  type ScoreActivation,
} from './metrics/predictions.ts';
export { rocAuc, rocCurve, type RocPoint } from './metrics/roc.ts';
export { spreadOf, type Spread } from './metrics/spread.ts';
export { thresholdCounts, type ThresholdCounts } from './metrics/threshold-counts.ts';
export { topKAccuracies } from './metrics/top-k.ts';
export { wilcoxonSignedRank, type WilcoxonResult } from './metrics/wilcoxon.ts';
export { worstMistakes, type Mistake } from './metrics/worst-mistakes.ts';
export type { ActivationSpec } from './nn/activations/index.ts';
export type { InitializerSpec } from './nn/initializers/index.ts';
export type { LayerSpec } from './nn/layer.ts';
export { activation } from './nn/layers/activation.ts';
export { add } from './nn/layers/add.ts';
export { averagePool2d } from './nn/layers/average-pool2d.ts';
export { batchNorm } from './nn/layers/batch-norm.ts';
export { branches } from './nn/layers/branches.ts';
export { concatenate } from './nn/layers/concatenate.ts';
export { conv2d } from './nn/layers/conv2d.ts';
export { dense } from './nn/layers/dense.ts';
export { depthwiseConv2d } from './nn/layers/depthwise-conv2d.ts';
export { dropout } from './nn/layers/dropout.ts';
export { flatten } from './nn/layers/flatten.ts';
export { globalAveragePool2d } from './nn/layers/global-average-pool2d.ts';
export { globalMaxPool2d } from './nn/layers/global-max-pool2d.ts';
export { groupNorm } from './nn/layers/group-norm.ts';
export { layerNorm } from './nn/layers/layer-norm.ts';
export { layerScale } from './nn/layers/layer-scale.ts';
export { maxPool2d } from './nn/layers/max-pool2d.ts';
export { prelu } from './nn/layers/prelu.ts';
export { reshape } from './nn/layers/reshape.ts';
export { residual } from './nn/layers/residual.ts';
export { separableConv2d } from './nn/layers/separable-conv2d.ts';
export { spatialDropout2d } from './nn/layers/spatial-dropout2d.ts';
export { squeezeExcitation } from './nn/layers/squeeze-excitation.ts';
export { upSampling2d } from './nn/layers/up-sampling2d.ts';
export { zeroPadding2d } from './nn/layers/zero-padding2d.ts';
export type { LossSpec } from './nn/loss.ts';
export { binaryCrossEntropy } from './nn/losses/binary-cross-entropy.ts';
export { crossEntropy } from './nn/losses/cross-entropy.ts';
export { focal } from './nn/losses/focal.ts';
export { hinge } from './nn/losses/hinge.ts';
export { klDivergence } from './nn/losses/kl-divergence.ts';
export { meanAbsoluteError } from './nn/losses/mean-absolute-error.ts';
export { meanSquaredError } from './nn/losses/mean-squared-error.ts';
export type { RegularizerSpec } from './nn/regularizer.ts';
export { l1 } from './nn/regularizers/l1.ts';
export { l2 } from './nn/regularizers/l2.ts';
export { maxNorm } from './nn/regularizers/max-norm.ts';
export { sequential, type ModelSpec } from './nn/model.ts';
export type { ModelPresetName } from './nn/preset-names.ts';
export { modelPresets } from './nn/presets/index.ts';
export type { AverageSpec } from './optim/average.ts';
export { ema } from './optim/averages/ema.ts';
export { swa } from './optim/averages/swa.ts';
export type { OptimizerSpec } from './optim/optimizer.ts';
export { adadelta } from './optim/optimizers/adadelta.ts';
export { adagrad } from './optim/optimizers/adagrad.ts';
export { adamW } from './optim/optimizers/adam-w.ts';
export { adam } from './optim/optimizers/adam.ts';
export { lion } from './optim/optimizers/lion.ts';
export { muon } from './optim/optimizers/muon.ts';
export { nadam } from './optim/optimizers/nadam.ts';
export { rmsprop } from './optim/optimizers/rmsprop.ts';
export { sgd } from './optim/optimizers/sgd.ts';
export type { LearningRate } from './optim/schedule.ts';
export { constant } from './optim/schedules/constant.ts';
export { cosine } from './optim/schedules/cosine.ts';
export { cosineRestarts } from './optim/schedules/cosine-restarts.ts';
export { exponentialDecay } from './optim/schedules/exponential-decay.ts';
export { oneCycle } from './optim/schedules/one-cycle.ts';
export { polynomialDecay } from './optim/schedules/polynomial-decay.ts';
export { reduceOnPlateau } from './optim/schedules/reduce-on-plateau.ts';
export { stepDecay } from './optim/schedules/step-decay.ts';
export { warmUp } from './optim/schedules/warm-up.ts';
export type { ChromeTrace, TraceEvent } from './profile/chrome-trace.ts';
export {
  profileTraining,
  type ProfileOptions,
  type TrainingProfile,
} from './profile/profile-training.node.ts';
export type { KernelTime, LayerTime, NodeTime, OperationTime, PartTime } from './profile/step-times.ts';
export type {
  ChartDefinition,
  ChartDrawer,
  ChartPanel,
  ChartSubject,
  StudyChartDefinition,
} from './report/charts/chart.ts';
export {
  drawChart,
  drawComparisons,
  drawRun,
  type ChartDrawing,
  type DrawnCharts,
  type SkippedChart,
} from './report/charts/draw-charts.ts';
export { chartDefinitions } from './report/charts/index.ts';
export { filePalettes, type ChartPalette } from './report/charts/palette.ts';
export { drawStudies } from './report/charts/study/draw-studies.ts';
export { studyChartDefinitions } from './report/charts/study/index.ts';
export { compareRanking, comparisonTexts, type Comparison } from './report/comparison/comparison.ts';
export { rankRuns, type Ranking, type RankingRow } from './report/ranking.ts';
export { studiesCsv } from './report/study/study-csv.ts';
export { studyDocument, type StudyDocument } from './report/study/study-document.ts';
export { studiesMarkdown } from './report/study/study-markdown.ts';
export { studyAnswers, type ParameterAnswer } from './report/study/answers.ts';
export { studyResults, type StudyExtras } from './report/study/results-of-study.ts';
export type { ObjectiveFacts, StudyResults, TrialFigures } from './report/study/study-results.ts';
export { testAnswers, type TestAnswers } from './report/test-answers.ts';
export { diagnosisOf, diagnosisTexts, type Diagnosis } from './report/diagnosis/diagnosis.ts';
export { reportHtml } from './report/html.ts';
export { reportCsv } from './report/report-csv.ts';
export { reportDocument, type ReportDocument, type ReportDocumentInput } from './report/report-document.ts';
export { reportMarkdown } from './report/report-markdown.ts';
export { reproduceCommand } from './report/reproduce.ts';
export { runEventFiles, type EventFile, type RunExtras } from './report/tensorboard/run-event-files.ts';
export type { TerminalLook } from './report/terminal/look.ts';
export { runView, type RunView } from './report/terminal/run-view.ts';
export { studyText } from './report/terminal/study-view.ts';
export type { RunPredictions } from './runs/predictions.ts';
export type { EpochRecord, Run, RunRecord } from './runs/record.ts';
export { listRuns, readPredictions, readRun } from './runs/store.node.ts';
export { cpuProvider } from './runtime/cpu-provider.node.ts';
export { studyPreset, studyPresetNames } from './studies/presets/index.ts';
export { recipeObjective, type RecipeObjectiveOptions } from './studies/recipe-objective.node.ts';
export { openRecipeStudy, type RecipeStudy } from './studies/recipe-study.ts';
export { runTour, workOnStudy, type TourOptions, type WorkOptions } from './studies/run-tour.node.ts';
export {
  parseStudySpec,
  studyJsonSchema,
  type StudySpec,
  type StudySpecInput,
} from './studies/study-spec.ts';
export { parseTour, tourJsonSchema, type Tour, type TourInput } from './studies/tour.ts';
export type { TrainingCallback } from './train/callbacks.ts';
export { crossValidate, type CrossValidationResult } from './train/cross-validation.node.ts';
export { earlyStopping } from './train/early-stopping.ts';
export type { TrainEvent } from './train/events.ts';
export type { CrossValidationOptions, FoldFigures } from './train/fold-runs.node.ts';
export type { Init } from './train/init.ts';
export type { Normalization } from './train/normalization.ts';
export { exportOnnx, type ExportOptions } from './train/export-onnx.ts';
export {
  summarizeModel,
  type LayerSummary,
  type ModelSummary,
  type TrainingMemory,
} from './train/model-summary.ts';
export { findLearningRate, type FindLearningRateOptions } from './train/find-learning-rate.node.ts';
export { readTrainedModel } from './train/read-trained-model.node.ts';
export { parseRecipe, recipeJsonSchema, type Recipe, type RecipeInput } from './train/recipe.ts';
export { recipePresets } from './train/recipes/index.ts';
export type { TrainResult } from './train/train-result.node.ts';
export { resumeTraining, train, type TrainingRun, type TrainOptions } from './train/train.node.ts';
export type { TrainedModel } from './train/trained-model.ts';
export { hypervolume } from './tune/hypervolume.ts';
export { paretoFront } from './tune/pareto.ts';
export { hyperband } from './tune/pruners/hyperband.ts';
export { median } from './tune/pruners/median.ts';
export { patient } from './tune/pruners/patient.ts';
export { percentile } from './tune/pruners/percentile.ts';
export { successiveHalving } from './tune/pruners/successive-halving.ts';
export { threshold } from './tune/pruners/threshold.ts';
export { cmaEs } from './tune/samplers/cma-es.ts';
export { gp } from './tune/samplers/gp.ts';
export { grid } from './tune/samplers/grid.ts';
export { nsga2 } from './tune/samplers/nsga2.ts';
export { randomSearch } from './tune/samplers/random.ts';
export { sobol } from './tune/samplers/sobol.ts';
export { tpe, type TpeOptions } from './tune/samplers/tpe.ts';
export { postgresQueue, type PostgresQueueOptions } from './tune/queue/postgres-queue.node.ts';
export type { TrialJob, TrialQueue } from './tune/queue/trial-queue.ts';
export { workOnQueue, type WorkOnQueueOptions } from './tune/queue/work-on-queue.ts';
export type { ClaimOptions, StoredStudy, StudyStorage, StudySummary, TrialClaim } from './tune/storage.ts';
export { memoryStorage } from './tune/storages/memory-storage.ts';
export { openStorage } from './tune/storages/open-storage.node.ts';
export { postgresStorage } from './tune/storages/postgres-storage.node.ts';
export type { SqlStorageOptions } from './tune/storages/sql-database.ts';
export { sqliteStorage } from './tune/storages/sqlite-storage.node.ts';
export {
  parameterImportances,
  type ImportanceOptions,
  type ParameterImportance,
  type ParameterImportances,
} from './tune/importance/parameter-importances.ts';
export { TrialLost, type AskedTrial } from './tune/asked-trial.ts';
export type { Objective } from './tune/attempt.ts';
export { optimize, type OptimizeOptions } from './tune/optimize.ts';
export type { PrunerSpec } from './tune/pruner.ts';
export type { SamplerSpec } from './tune/sampler.ts';
export type { Parameter, ParameterValue, Params } from './tune/space/parameter.ts';
export type { SpaceInput } from './tune/space/space.ts';
export type { StudyDefinition, StudyOptions } from './tune/study-definition.ts';
export { openStudy, type AskOptions, type Study } from './tune/study.ts';
export type { Direction, Report, Trial, TrialFailure, TrialState } from './tune/trial.ts';
