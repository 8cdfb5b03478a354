/**
 * Builds `dist/`: JavaScript and declarations of `src/`, without tests, and what the modules load besides modules.
 */
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { bundlePageScript } from '../src/report/page-script.node.ts';
import { recipeJsonSchema } from '../src/train/recipe.ts';
import { runCommand } from './run-command.ts';

const ROOT = join(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'src');
const DIST = join(ROOT, 'dist');

/** Modules that are loaded by address (workers) rather than imported: tsc leaves their names alone. */
const ADDRESS = /(new URL\(|import\.meta\.resolve\()(\s*)(['"])(\.{1,2}\/[^'"]+)\.ts\3/g;

/** Copies what tsc does not emit: generated JavaScript with its declarations, styles, templates. */
function copyOtherFiles(): number {
  const files = globSync('**/*.*', { cwd: SOURCE }).filter(
    (file) =>
      (!file.endsWith('.ts') || file.endsWith('.d.ts')) && !/^testing[\\/]|\.(md|json|proto)$/.test(file),
  );
  for (const file of files) {
    mkdirSync(dirname(join(DIST, file)), { recursive: true });
    copyFileSync(join(SOURCE, file), join(DIST, file));
  }
  return files.length;
}

/** Points addresses of modules at what was built from them. */
function rewriteAddresses(files: readonly string[]): void {
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const rewritten = text.replace(ADDRESS, (_, call: string, space: string, quote: string, path: string) => {
      const target = join(dirname(file), `${path}.js`);
      if (!existsSync(target))
        throw new Error(`${relative(ROOT, file)} loads ${path}.ts, which was not built`);
      return `${call}${space}${quote}${path}.js${quote}`;
    });
    if (rewritten !== text) writeFileSync(file, rewritten);
  }
}

rmSync(DIST, { recursive: true, force: true });
runCommand(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: ROOT,
});
const copied = copyOtherFiles();
const built = globSync('**/*.js', { cwd: DIST });
rewriteAddresses(built.map((file) => join(DIST, file)));

writeFileSync(join(DIST, 'report/page-script.bundle.js'), await bundlePageScript());
writeFileSync(join(DIST, 'recipe.schema.json'), `${JSON.stringify(recipeJsonSchema(), null, 2)}\n`);

const strays = globSync(['testing/**', '**/*.test.*'], { cwd: DIST });
if (strays.length > 0) {
  throw new Error(`Tests do not belong into the package; a module imports them: ${strays.join(', ')}`);
}
for (const file of ['index.js', 'index.d.ts']) {
  if (!existsSync(join(DIST, file))) throw new Error(`dist/${file} was not built: src/index.ts is missing`);
}
console.log(`dist: ${built.length} modules, ${copied} other files`);
