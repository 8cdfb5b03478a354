/**
 * Checks which module imports which, by the rules in boundary-rules.ts.
 *
 * A check of this kind passes when it reads nothing, so it also checks that it read every file, that files with
 * imports have dependencies, and that a fixture breaks every rule exactly where test/boundaries/expected.json says.
 */
import { cruise, type ICruiseResult, type IModule } from 'dependency-cruiser';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUTER_FOLDERS, PLACES, RULES } from './boundary-rules.ts';

const ROOT = join(import.meta.dirname, '..');
const FIXTURE = join(ROOT, 'test/boundaries/fixture');
const EXPECTED = join(ROOT, 'test/boundaries/expected.json');
const MISPLACED = 'every-file-has-a-place';

interface Reading {
  /** `rule: from -> to`, sorted. */
  readonly violations: readonly string[];
  /** Why the reading itself cannot be trusted. */
  readonly gaps: readonly string[];
  readonly moduleCount: number;
  readonly dependencyCount: number;
}

async function read(base: string): Promise<Reading> {
  const folders = ['src', ...OUTER_FOLDERS].filter((folder) => existsSync(join(base, folder)));
  const { output } = await cruise(folders, {
    baseDir: base,
    ruleSet: { forbidden: [...RULES] },
    validate: true,
    // Imports of types count as imports.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/boundaries/fixture/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  });
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);
  const modules = output.modules.filter((module) => isOurs(module.source));
  return {
    violations: [...violationsOf(output), ...misplaced(modules)].sort(),
    gaps: gapsOf(base, folders, modules),
    moduleCount: modules.length,
    dependencyCount: modules.reduce((sum, module) => sum + module.dependencies.length, 0),
  };
}

function isOurs(source: string): boolean {
  return ['src', ...OUTER_FOLDERS].some((folder) => source.startsWith(`${folder}/`));
}

function violationsOf({ summary }: ICruiseResult): string[] {
  return summary.violations.map(({ rule, from, to, cycle }) => {
    const targets = cycle?.map(({ name }) => name) ?? [packageOf(to)];
    return [`${rule.name}: ${from}`, ...targets].join(' -> ');
  });
}

/** The package that a path into node_modules belongs to; other paths as they are. */
function packageOf(path: string): string {
  // Where the package has been built, its own name leads there.
  if (/^(\.\.\/)*dist\//.test(path)) return 'atelier';
  return /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
}

function misplaced(modules: readonly IModule[]): string[] {
  return modules
    .map(({ source }) => source)
    .filter((source) => source.startsWith('src/') && !(PLACES as string[]).includes(source.split('/')[1]!))
    .map((source) => `${MISPLACED}: ${source}`);
}

function gapsOf(base: string, folders: readonly string[], modules: readonly IModule[]): string[] {
  const gaps: string[] = [];
  const bySource = new Map(modules.map((module) => [module.source, module]));
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: base }));
  if (files.length === 0) gaps.push(`no files found in ${base}`);
  for (const file of files.map((name) => name.replaceAll('\\', '/'))) {
    if (file.startsWith('test/boundaries/fixture/') || file.includes('/node_modules/')) continue;
    const module = bySource.get(file);
    if (module === undefined) gaps.push(`${file} was not read`);
    else if (module.dependencies.length === 0 && hasImport(join(base, file))) {
      gaps.push(`${file} has imports, but none were found`);
    }
  }
  for (const { source, dependencies } of modules) {
    for (const { couldNotResolve, module } of dependencies) {
      if (couldNotResolve && module.startsWith('.'))
        gaps.push(`${source} imports ${module}, which is not there`);
    }
  }
  return gaps;
}

function hasImport(file: string): boolean {
  return /^(import|export)\s[^;]*?\sfrom\s+'[^']+'/m.test(readFileSync(file, 'utf8'));
}

/** What the fixture gives, against what it should give. */
function fixtureProblems({ violations, gaps }: Reading): string[] {
  const expected = JSON.parse(readFileSync(EXPECTED, 'utf8')) as string[];
  const ruleOf = (violation: string) => violation.slice(0, violation.indexOf(':'));
  const broken = new Set(violations.map(ruleOf));
  return [
    ...gaps,
    ...expected.filter((line) => !violations.includes(line)).map((line) => `not noticed: ${line}`),
    ...violations.filter((line) => !expected.includes(line)).map((line) => `noticed, but allowed: ${line}`),
    ...[...RULES.map(({ name }) => name!), MISPLACED]
      .filter((name) => !broken.has(name))
      .map((name) => `nothing in the fixture breaks the rule ${name}`),
  ];
}

function list(title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  console.error(`${title}:`);
  for (const line of lines) console.error(`  ${line}`);
  process.exitCode = 1;
}

const fixture = await read(FIXTURE);
if (process.argv.includes('--print-fixture')) console.log(JSON.stringify(fixture.violations, undefined, 2));
list('The boundary check no longer works (test/boundaries)', fixtureProblems(fixture));

const own = await read(ROOT);
list('Not everything could be read', own.gaps);
list('Imports that docs/design.md does not allow', own.violations);
for (const rule of RULES.filter(({ name }) => own.violations.some((line) => line.startsWith(`${name}:`)))) {
  console.error(`  ${rule.name}: ${rule.comment}`);
}
console.log(
  `Boundaries: ${own.moduleCount} modules, ${own.dependencyCount} imports, ` +
    `${RULES.length + 1} rules, each broken by the fixture.`,
);
