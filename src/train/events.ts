import type { EpochRecord, RunInitFacts } from '../runs/record.ts';

/** What training tells while it goes on. */
export type TrainProgress =
  | {
      readonly type: 'progress';
      /** From 1. */
      readonly epoch: number;
      readonly epochs: number;
      /** Steps done in this epoch. */
      readonly step: number;
      readonly stepsPerEpoch: number;
      /** Means over the epoch so far. */
      readonly loss: number;
      readonly accuracy: number;
      readonly imagesPerSecond: number;
      /** An estimate of the time to the last epoch's end. */
      readonly remainingMs: number;
    }
  | {
      readonly type: 'evaluation';
      readonly purpose: 'validation' | 'test';
      /** Images done. */
      readonly done: number;
      readonly total: number;
    }
  | ({ readonly type: 'epoch' } & EpochRecord);

/** What a training run tells: first where it starts, then its progress. */
export type TrainEvent =
  | {
      readonly type: 'start';
      readonly name: string;
      /** The run's folder; `undefined` where nothing is written. */
      readonly folder: string | undefined;
      readonly parameters: number;
      readonly trainCount: number;
      readonly validationCount: number;
      readonly testCount: number;
      readonly layout: 'plain' | 'blocked';
      readonly threads: number;
      /** Where the first weights came from, where they were not drawn. */
      readonly init?: RunInitFacts;
      /** Epochs that are done already, when a run is resumed. */
      readonly epochsDone: number;
    }
  | TrainProgress;
