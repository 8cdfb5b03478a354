import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import type { Dataset } from '../data/dataset.ts';
import type { ModelSpec } from '../nn/model.ts';
import type { Provider } from '../runtime/provider.ts';
import type { RunRecord } from '../runs/record.ts';
import { modelArchitecture } from './model-summary.ts';

/** The version of this package. */
export function atelierVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

export function softwareVersions(provider: Provider): RunRecord['versions'] {
  return { atelier: atelierVersion(), node: process.versions.node, onnxruntime: provider.version };
}

export function machineFacts(): RunRecord['machine'] {
  const [first] = cpus();
  return {
    platform: platform(),
    arch: arch(),
    cpu: first?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

export function architectureFacts(model: ModelSpec): NonNullable<RunRecord['architecture']> {
  const { layers, multiplyAdds } = modelArchitecture(model);
  return { multiplyAdds, layers };
}

export function dataFacts(data: Dataset, trainCount: number, validationCount: number): RunRecord['data'] {
  const { name, title, digest, origin, notice, imageShape, classNames } = data;
  return {
    name,
    title,
    digest,
    origin,
    ...(notice === undefined ? {} : { notice }),
    imageShape,
    classNames,
    trainCount,
    validationCount,
    testCount: data.test.labels.length,
  };
}
