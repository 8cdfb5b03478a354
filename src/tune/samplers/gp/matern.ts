/** The Matérn correlation with ν = 5/2 at a squared distance. */
export function matern(squaredDistance: number): number {
  const root = Math.sqrt(5 * squaredDistance);
  return (1 + root + (5 / 3) * squaredDistance) * Math.exp(-root);
}

/** Its derivative by the squared distance. */
export function maternSlope(squaredDistance: number): number {
  const root = Math.sqrt(5 * squaredDistance);
  return (-5 / 6) * (1 + root) * Math.exp(-root);
}
