/** The numbers of one evolution strategy; they do not change on the way. */
export interface EvolutionConstants {
  /** By rank, the best first; those of the worse half are negative. */
  readonly weights: readonly number[];
  /** How many points of equal weight the positive weights are worth. */
  readonly muEffective: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cCovariance: number;
  readonly c1: number;
  readonly cMu: number;
  /** Of a standard normal vector. */
  readonly expectedLength: number;
}

/** How many points a generation has: 4 + ⌊3 ln n⌋. */
export function defaultPopulation(dimensions: number): number {
  return 4 + Math.floor(3 * Math.log(dimensions));
}

/** Hansen's defaults (2016, "The CMA evolution strategy: a tutorial", table 1). */
export function evolutionConstants(dimensions: number, population: number): EvolutionConstants {
  const n = dimensions;
  const raw = Array.from({ length: population }, (_, i) => Math.log((population + 1) / 2) - Math.log(i + 1));
  const positive = raw.filter((weight) => weight > 0);
  const negative = raw.filter((weight) => weight < 0);
  const muEffective = effective(positive);
  const cCovariance = (4 + muEffective / n) / (n + 4 + (2 * muEffective) / n);
  const cSigma = (muEffective + 2) / (n + muEffective + 5);
  const c1 = 2 / ((n + 1.3) ** 2 + muEffective);
  const cMu = Math.min(
    1 - c1,
    (2 * (0.25 + muEffective + 1 / muEffective - 2)) / ((n + 2) ** 2 + muEffective),
  );
  const limit = Math.min(
    1 + c1 / cMu,
    1 + (2 * effective(negative)) / (muEffective + 2),
    (1 - c1 - cMu) / (n * cMu),
  );
  const [ofPositive, ofNegative] = [total(positive), -total(negative)];
  return {
    weights: raw.map((weight) => (weight >= 0 ? weight / ofPositive : (weight * limit) / ofNegative)),
    muEffective,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEffective - 1) / (n + 1)) - 1) + cSigma,
    cCovariance,
    c1,
    cMu,
    expectedLength: expectedLength(n),
  };
}

function effective(weights: readonly number[]): number {
  return total(weights) ** 2 / total(weights.map((weight) => weight ** 2));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** E‖N(0, I)‖ in n dimensions: √(2/π) in one, and the product of any two that follow each other is the lesser n. */
function expectedLength(dimensions: number): number {
  let length = Math.sqrt(2 / Math.PI);
  for (let n = 1; n < dimensions; n++) length = n / length;
  return length;
}
