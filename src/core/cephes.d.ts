/** What we use of cephes, whose own declarations its `exports` hide. Each function throws where it cannot answer. */
declare module 'cephes' {
  /** Resolves when the functions can be called. */
  export const compiled: Promise<void>;
  /** The error function. */
  export function erf(x: number): number;
  /** The complementary error function. */
  export function erfc(x: number): number;
  /** The regularized incomplete beta integral of a and b, from 0 to x. */
  export function incbet(a: number, b: number, x: number): number;
  /** The x up to which the regularized incomplete beta integral of a and b is y. */
  export function incbi(a: number, b: number, y: number): number;
}
