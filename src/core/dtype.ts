/** The element types that graphs use. */
export type DType = 'float32' | 'int32' | 'int64' | 'uint8' | 'bool';

/** Bytes that one element takes. */
export const dtypeSizeBytes: Readonly<Record<DType, number>> = {
  float32: 4,
  int32: 4,
  int64: 8,
  uint8: 1,
  bool: 1,
};

/** The typed array that holds elements of a dtype. */
export type TypedArray = Float32Array | Int32Array | BigInt64Array | Uint8Array;
