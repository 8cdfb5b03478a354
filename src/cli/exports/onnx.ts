import { runModelPath } from '../run-model.ts';
import { copyFile } from './copy-file.ts';
import type { ExportFormat } from './export-format.ts';

/** The trained model, as `predict` and any ONNX runtime take it. */
export const onnx: ExportFormat = {
  name: 'onnx',
  summary: 'the model of a complete run; --out names a file',
  showsImages: false,
  write: (request) => copyFile(runModelPath(request.run), request),
};
