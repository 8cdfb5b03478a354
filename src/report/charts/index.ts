import type { Run } from '../../runs/record.ts';
import { calibrationInfo, calibrationSize, calibrationSpec } from './calibration.ts';
import { defineChart, type ChartDefinition, type ChartSubject } from './chart.ts';
import {
  classFiguresHeight,
  classFiguresInfo,
  classFiguresLegend,
  classFiguresSpec,
} from './class-figures.ts';
import type { ClassFigure } from './class-figures.ts';
import { confusionInfo, confusionSide, confusionSpec, type ConfusionCells } from './confusion.ts';
import { costInfo, costLegend, costSpec, type CostMeasure } from './cost.ts';
import { curvesInfo, curvesLegend, curvesSpec, type CurvesMetric } from './curves.ts';
import { embeddingInfo, embeddingLegend, embeddingSpec, type EmbeddingMethod } from './embedding.ts';
import { gapInfo, gapLegend, gapSpec } from './gap.ts';
import { scheduleInfo, scheduleLegend, scheduleSpec } from './schedule.ts';
import {
  testAccuracyHeight,
  testAccuracyInfo,
  testAccuracyLegend,
  testAccuracySpec,
} from './test-accuracy.ts';
import { thresholdCurvesInfo, thresholdCurvesLegend, thresholdCurvesSpec } from './threshold-curves.ts';
import type { ThresholdCurveKind } from './threshold-curves.ts';

const WIDE = { width: 640, height: 380 };

const runsOf = (subjects: readonly ChartSubject[]): Run[] => subjects.map(({ run }) => run);

const curves = (metric: CurvesMetric, title: string) =>
  defineChart({
    name: metric,
    title,
    of: 'data',
    needs: 'a finished epoch',
    info: (subjects) => {
      const info = curvesInfo(runsOf(subjects), metric);
      return info.runs.length === 0 ? undefined : info;
    },
    spec: curvesSpec,
    legend: curvesLegend,
    size: () => WIDE,
  });

const gap = (metric: CurvesMetric, title: string) =>
  defineChart({
    name: `${metric}-gap`,
    title,
    of: 'data',
    needs: 'an epoch with validation',
    info: (subjects) => {
      const info = gapInfo(runsOf(subjects), metric);
      return info.runs.length === 0 ? undefined : info;
    },
    spec: gapSpec,
    legend: gapLegend,
    size: () => WIDE,
  });

const schedule = defineChart({
  name: 'learning-rate',
  title: 'Learning rate by epoch',
  of: 'data',
  needs: 'a finished epoch',
  info: (subjects) => {
    const rates = new Map(subjects.map(({ run, learningRates }) => [run.id, learningRates]));
    const info = scheduleInfo(runsOf(subjects), ({ id }) => rates.get(id));
    return info.runs.length === 0 ? undefined : info;
  },
  spec: scheduleSpec,
  legend: scheduleLegend,
  size: () => WIDE,
});

const confusion = (cells: ConfusionCells, name: string, title: string) =>
  defineChart({
    name,
    title,
    of: 'run',
    needs: 'a result',
    info: ([subject]) => (subject === undefined ? undefined : confusionInfo(subject.run)),
    spec: (info, palette) => confusionSpec(info, palette, { cells }),
    size: (info) => {
      const side = confusionSide(info);
      return { width: side, height: side - 30 };
    },
  });

const classFigures = (figure: ClassFigure, title: string) =>
  defineChart({
    name: `class-${figure}`,
    title,
    of: 'data',
    needs: 'a result',
    info: (subjects) => classFiguresInfo(runsOf(subjects), figure),
    spec: classFiguresSpec,
    legend: classFiguresLegend,
    size: (info) => ({ width: 640, height: classFiguresHeight(info) }),
  });

const cost = (measure: CostMeasure, name: string, against: string) =>
  defineChart({
    name: `cost-${name}`,
    title: `Test accuracy against ${against}`,
    of: 'data',
    needs: `a result with its ${against}`,
    info: (subjects) => {
      const info = costInfo(runsOf(subjects), measure);
      return info.points.length === 0 ? undefined : info;
    },
    spec: costSpec,
    legend: costLegend,
    size: () => WIDE,
  });

const testAccuracy = defineChart({
  name: 'test-accuracy',
  title: 'Test accuracy with its interval',
  of: 'data',
  needs: 'a result',
  info: (subjects) => {
    const info = testAccuracyInfo(runsOf(subjects));
    return info.groups.length === 0 ? undefined : info;
  },
  spec: testAccuracySpec,
  legend: testAccuracyLegend,
  size: (info) => ({ width: 640, height: testAccuracyHeight(info) }),
});

const calibration = defineChart({
  name: 'calibration',
  title: 'Reliability diagram',
  of: 'run',
  needs: 'predictions on test images',
  info: ([subject]) => (subject?.predictions ? calibrationInfo(subject.predictions.test) : undefined),
  spec: calibrationSpec,
  size: () => calibrationSize,
});

const thresholdCurves = (kind: ThresholdCurveKind, name: string, title: string) =>
  defineChart({
    name,
    title,
    of: 'run',
    needs: 'predictions on test images',
    info: ([subject]) =>
      subject?.predictions &&
      thresholdCurvesInfo(subject.predictions.test, subject.run.record.data.classNames, kind),
    spec: thresholdCurvesSpec,
    legend: thresholdCurvesLegend,
    size: () => ({ width: 460, height: 440 }),
  });

const embedding = (method: EmbeddingMethod, name: string) =>
  defineChart({
    name,
    title: `Test images as the last hidden layer sees them, by ${method}`,
    of: 'run',
    info: ([subject]) => {
      const found = subject?.embeddings?.find((candidate) => candidate.method === method);
      return found && embeddingInfo(found);
    },
    spec: embeddingSpec,
    legend: embeddingLegend,
    size: () => ({ width: 560, height: 520 }),
  });

/** Every chart of a report. */
export const chartDefinitions: readonly ChartDefinition[] = [
  testAccuracy,
  curves('accuracy', 'Accuracy by epoch'),
  curves('loss', 'Loss by epoch'),
  gap('accuracy', 'Training minus validation accuracy by epoch'),
  gap('loss', 'Training minus validation loss by epoch'),
  schedule,
  classFigures('f1', 'F1 by class'),
  classFigures('precision', 'Precision by class'),
  classFigures('recall', 'Recall by class'),
  cost('parameters', 'parameters', 'number of parameters'),
  cost('multiplyAdds', 'multiply-adds', 'multiply-adds'),
  cost('trainingTime', 'training-time', 'training time'),
  cost('inferenceTime', 'inference-time', 'inference time'),
  confusion('count', 'confusion', 'Confusion matrix'),
  confusion('trueClass', 'confusion-by-true-class', 'Confusion matrix by true class'),
  confusion('predictedClass', 'confusion-by-predicted-class', 'Confusion matrix by predicted class'),
  calibration,
  thresholdCurves('roc', 'roc', 'ROC curves of each class against the rest'),
  thresholdCurves(
    'precisionRecall',
    'precision-recall',
    'Precision and recall of each class against the rest',
  ),
  embedding('PCA', 'embedding-pca'),
  embedding('UMAP', 'embedding-umap'),
];
