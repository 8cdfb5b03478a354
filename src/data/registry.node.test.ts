import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FILE_ROLES } from './dataset-source.ts';
import { locateDataset } from './locate.node.ts';
import { readDataset } from './read-dataset.node.ts';
import { DATASET_SOURCES, datasetNames } from './registry.ts';

describe('the registry', () => {
  it('has every file of its folder', () => {
    const files = readdirSync(new URL('registry', import.meta.url));
    expect(files.sort()).toEqual(DATASET_SOURCES.map(({ name }) => `${name}.ts`).sort());
    expect(datasetNames()).toEqual(['fashion-mnist', 'mnist', 'kmnist', 'sketches']);
  });

  it.each(DATASET_SOURCES)(
    'has a sum for every file of $name, and addresses that end in a slash',
    (source) => {
      for (const role of FILE_ROLES) {
        const { md5, sha256 } = source.files[role];
        expect(sha256 ?? md5).toMatch(/^([0-9a-f]{32}|[0-9a-f]{64})$/);
      }
      expect(source.mirrors.length).toBeGreaterThan(0);
      for (const mirror of source.mirrors) expect(new URL('.', mirror).href).toBe(mirror);
      expect(new Set(source.classNames).size).toBe(10);
    },
  );

  it.each(DATASET_SOURCES.filter(({ digest }) => digest !== undefined))(
    'knows the digest of $name, where its files are on this machine',
    async ({ name, digest }) => {
      const found = await locateDataset(name, {});
      if (found === undefined) return;
      // Without the registry's entry nothing is taken as known.
      expect((await readDataset(name, found, undefined)).digest).toBe(digest);
    },
  );
});
