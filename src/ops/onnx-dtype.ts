import type { DType } from '../core/dtype.ts';

/** The codes of TensorProto.DataType in the ONNX schema. */
export const onnxDType: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
};
