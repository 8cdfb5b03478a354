import { join } from 'node:path';
import { copyFile } from './copy-file.ts';
import type { ExportFormat } from './export-format.ts';

/** The best weights by name, also of a run that is not complete. */
export const safetensors: ExportFormat = {
  name: 'safetensors',
  summary: 'the best weights so far, by name; --out names a file',
  showsImages: false,
  write: (request) => copyFile(join(request.run.folder, 'checkpoints', 'best.safetensors'), request),
};
