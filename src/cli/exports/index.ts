import type { ExportFormat } from './export-format.ts';
import { onnx } from './onnx.ts';
import { safetensors } from './safetensors.ts';
import { tensorboard } from './tensorboard.ts';

/** Every format of `atelier export`. A new one is one file and one line here. */
export const exportFormats: readonly ExportFormat[] = [tensorboard, onnx, safetensors];
