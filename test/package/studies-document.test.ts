import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseStudySpec } from '../../src/studies/study-spec.ts';
import { checkStudyRecipe } from '../../src/studies/trial-recipe.ts';

const ROOT = join(import.meta.dirname, '..', '..');

async function blocks(language: string): Promise<string[]> {
  const text = await readFile(join(ROOT, 'docs', 'studies.md'), 'utf8');
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code!);
}

describe('docs/studies.md', () => {
  it('has studies that are accepted', async () => {
    const studies = await blocks('json');
    expect(studies).toHaveLength(2);
    for (const study of studies) {
      const spec = parseStudySpec(JSON.parse(study));
      expect(checkStudyRecipe(spec)).toBeGreaterThan(0);
    }
  });

  it('has an example that runs', async () => {
    const [code] = await blocks('ts');
    const folder = await mkdtemp(join(tmpdir(), 'atelier-studies-'));
    try {
      const path = join(folder, 'example.ts');
      await writeFile(
        path,
        code!.replace("'atelier'", `'${pathToFileURL(join(ROOT, 'src', 'index.ts')).href}'`),
      );
      const { stdout } = await promisify(execFile)(process.execPath, [path]);
      expect(stdout).toMatch(/x: -?\d.*y: -?\d/s);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
