/** From where on something in the curves of a run is spoken of. Shares, unless their names say otherwise. */
export const THRESHOLDS = {
  /** Validation loss has risen: so much above its lowest. */
  lossRise: 0.05,
  /** Smaller changes of a loss are taken for noise. */
  lossNoise: 0.01,
  /** A plateau: so many epochs without a fall beyond the noise. */
  plateauEpochs: 3,
  /** Training accuracy is low: below this, the model does not even fit what it is trained on. */
  lowTrainingAccuracy: 0.8,
  /** Training and validation accuracy are close: at most so far apart. */
  closeAccuracies: 0.02,
  /** Training has diverged: its loss has risen so much above its lowest. */
  divergence: 0.5,
  /** Validation loss swings: so much up and down from one epoch to the next, of its median. */
  swing: 0.1,
  /** And turns at least so often. */
  swingTurns: 3,
  /** The learning rate has run out: at most so much of its highest. */
  learningRateLeft: 0.05,
  /** Two accuracies differ by more than chance in the choice of images: by so many standard errors. */
  standardErrors: 2,
} as const;
