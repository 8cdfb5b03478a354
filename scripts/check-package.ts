/**
 * Installs the package as its users do, into an empty project in a temporary folder, and uses it there: publint,
 * declarations, the command, and README.md's first example.
 *
 * Options: `--keep` leaves the folder behind; `--no-example` does not run the example (it is still type-checked).
 */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { readmeExample } from './readme-example.ts';
import { runCommand } from './run-command.ts';

const ROOT = join(import.meta.dirname, '..');
const EXAMPLE_LIMIT_MS = 600_000;

/** Uses every export's type, so that a declaration that is not found is an error. */
const CONSUMER = `import * as atelier from 'atelier';

type IsAny<T> = 0 extends 1 & T ? true : false;
const isTyped: IsAny<typeof atelier> = false;
export const names: readonly (keyof typeof atelier)[] = isTyped ? [] : [];
`;

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023', 'dom'],
    module: 'nodenext',
    strict: true,
    // As in every TypeScript project for Node: declarations may name Node's types.
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    noEmit: true,
    allowImportingTsExtensions: true,
    // Declarations of the package are checked as well; errors in those of others are left out below.
    skipLibCheck: false,
  },
  include: ['*.ts'],
};

/** What `npm pack` made; its `prepack` script builds. */
function pack(folder: string): string {
  runCommand('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT, capture: true });
  const [tarball, ...others] = globSync('*.tgz', { cwd: folder });
  if (tarball === undefined || others.length > 0) throw new Error('npm pack made no tarball, or several');
  return tarball;
}

function install(folder: string, tarball: string): string {
  const manifest = { private: true, type: 'module', allowScripts: { 'onnxruntime-node': false } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, '.npmrc'), 'onnxruntime-node-install=skip\nfund=false\naudit=false\n');
  runCommand('npm', ['install', '--silent', '--prefer-offline', `./${tarball}`], { cwd: folder });
  return join(folder, 'node_modules/atelier');
}

async function lintManifest(installed: string): Promise<void> {
  const { messages, pkg } = await publint({ pkgDir: installed, pack: false, strict: true });
  for (const message of messages) console.error(`publint: ${formatMessage(message, pkg)}`);
  if (messages.some(({ type }) => type !== 'suggestion')) throw new Error('publint found mistakes');
}

function checkTypes(folder: string): void {
  writeFileSync(join(folder, 'consumer.ts'), CONSUMER);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const output = runCommand(process.execPath, [tsc, '--pretty', 'false'], {
    cwd: folder,
    capture: true,
    accept: [0, 2],
  });
  const errors = output
    .split('\n')
    .filter((line) => /^(node_modules\/atelier\/(?!node_modules)|[^/]+\.ts\(|error)/.test(line));
  if (errors.length > 0) throw new Error(`The types do not hold for a user:\n${errors.join('\n')}`);
}

function checkContents(installed: string): void {
  const files = globSync('**/*.*', { cwd: installed, exclude: ['node_modules/**'] });
  const strays = files.filter((file) =>
    /\.test\.|^dist[\\/]testing[\\/]|^(src|test|bench|scripts)[\\/]/.test(file),
  );
  if (strays.length > 0)
    throw new Error(`The package has files that it should not have: ${strays.join(', ')}`);
  console.log(`package: ${files.length} files`);
}

function runExample(folder: string): void {
  const started = performance.now();
  runCommand(process.execPath, ['example.ts'], { cwd: folder, timeoutMs: EXAMPLE_LIMIT_MS });
  console.log(`README example: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const folder = mkdtempSync(join(tmpdir(), 'atelier-package-'));
try {
  const installed = install(folder, pack(folder));
  checkContents(installed);
  await lintManifest(installed);
  const readme = join(ROOT, 'README.md');
  if (!existsSync(readme)) throw new Error('README.md is missing');
  writeFileSync(join(folder, 'example.ts'), readmeExample(readFileSync(readme, 'utf8')));
  checkTypes(folder);
  const schema = runCommand(join(folder, 'node_modules/.bin/atelier'), ['schema'], {
    cwd: folder,
    capture: true,
  });
  if (schema !== readFileSync(join(installed, 'dist/recipe.schema.json'), 'utf8'))
    throw new Error('dist/recipe.schema.json is not what "atelier schema" prints');
  if (!process.argv.includes('--no-example')) runExample(folder);
  console.log('The package installs, its types hold, and its first example runs.');
} finally {
  if (process.argv.includes('--keep')) console.log(`kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
