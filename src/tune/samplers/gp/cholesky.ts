/** A lower triangular matrix, its rows one after the other; what is above the diagonal is not looked at. */
export interface Triangle {
  readonly size: number;
  readonly data: Float64Array;
}

/** L of a matrix L Lᵀ, which is given by its lower triangle and overwritten; nothing where the matrix is not positive. */
export function cholesky(matrix: Float64Array, size: number): Triangle | undefined {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let value = matrix[row * size + column]!;
      for (let k = 0; k < column; k++) value -= matrix[row * size + k]! * matrix[column * size + k]!;
      if (column < row) matrix[row * size + column] = value / matrix[column * size + column]!;
      else if (value > 0) matrix[row * size + row] = Math.sqrt(value);
      else return undefined;
    }
  }
  return { size, data: matrix };
}

/** Overwrites b by L⁻¹ b. */
export function solveLower({ size, data }: Triangle, b: Float64Array): Float64Array {
  for (let row = 0; row < size; row++) {
    let value = b[row]!;
    for (let k = 0; k < row; k++) value -= data[row * size + k]! * b[k]!;
    b[row] = value / data[row * size + row]!;
  }
  return b;
}

/** Overwrites b by L⁻ᵀ b. */
export function solveUpper({ size, data }: Triangle, b: Float64Array): Float64Array {
  for (let row = size - 1; row >= 0; row--) {
    const value = b[row]! / data[row * size + row]!;
    b[row] = value;
    for (let k = 0; k < row; k++) b[k]! -= data[row * size + k]! * value;
  }
  return b;
}

/** (L Lᵀ)⁻¹, its lower triangle filled in. */
export function inverseOf(lower: Triangle): Float64Array {
  const { size, data } = lower;
  // L⁻¹ row by row, then L⁻ᵀ L⁻¹.
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const scale = 1 / data[row * size + row]!;
    for (let k = 0; k < row; k++) {
      const factor = data[row * size + k]! * scale;
      for (let column = 0; column <= k; column++) {
        inverse[row * size + column]! -= factor * inverse[k * size + column]!;
      }
    }
    inverse[row * size + row] = scale;
  }
  const product = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    for (let row = 0; row <= k; row++) {
      const factor = inverse[k * size + row]!;
      for (let column = 0; column <= row; column++) {
        product[row * size + column]! += factor * inverse[k * size + column]!;
      }
    }
  }
  return product;
}
