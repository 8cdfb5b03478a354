import type { IForbiddenRuleType } from 'dependency-cruiser';

/** The folders of `src/` and what each may import directly; whatever those may import, it may import too. */
const ARROWS = {
  core: [],
  graph: ['core'],
  ops: ['graph'],
  autodiff: ['ops'],
  onnx: ['ops'],
  runtime: ['onnx'],
  nn: ['ops'],
  optim: ['ops'],
  data: ['core'],
  metrics: ['core'],
  runs: ['core'],
  train: ['autodiff', 'nn', 'optim', 'runtime', 'data', 'metrics', 'runs'],
  explain: ['train'],
  profile: ['train'],
  tune: ['runs'],
  studies: ['train', 'tune'],
  report: ['metrics', 'runs', 'tune'],
  server: ['explain', 'profile', 'studies', 'report'],
  cli: ['server', 'index.ts'],
  testing: ['server'],
  // The public exports: not a folder, but it has a place in the order all the same.
  'index.ts': ['server'],
} as const satisfies Record<string, readonly string[]>;

/** A place in `src/` that has rules: a folder, or `index.ts`. */
export type Place = keyof typeof ARROWS;

/** Every place that has rules. */
export const PLACES = Object.keys(ARROWS) as Place[];

/** Folders outside `src/` that are read too, so that what they import from `src/` is known. */
export const OUTER_FOLDERS = ['test', 'bench', 'scripts', 'examples', 'web'];

const TEST = '\\.test\\.ts$';
const OURS = `^(src|${OUTER_FOLDERS.join('|')})/`;

function pathOf(place: Place): string {
  return place === 'index.ts' ? '^src/index\\.ts$' : `^src/${place}/`;
}

/** The places that `place` may import, itself included. */
export function reachable(place: Place): Place[] {
  const found = new Set<Place>([place]);
  for (const next of found) for (const target of ARROWS[next]) found.add(target);
  return [...found];
}

function arrowRule(place: Place): IForbiddenRuleType {
  return {
    name: `${place}-imports`,
    comment: `${place} may import ${reachable(place).join(', ')} and packages`,
    severity: 'error',
    from: { path: pathOf(place), pathNot: TEST },
    to: { path: OURS, pathNot: [...reachable(place).map(pathOf), '^src/testing/'] },
  };
}

/** What is forbidden, for dependency-cruiser. Tests (`*.test.ts`) may import anything. */
export const RULES: readonly IForbiddenRuleType[] = [
  ...PLACES.map(arrowRule),
  {
    name: 'no-cycles',
    comment: 'modules that import each other, directly or not, cannot be understood one at a time',
    severity: 'error',
    // Operations name each other in their gradients, which are mutually recursive by nature: the gradient of a sum is a
    // broadcast and that of a broadcast a sum; slice and concatenate likewise. No other folder needs this.
    from: { pathNot: '^src/ops/' },
    to: { circular: true },
  },
  {
    name: 'node-only-where-named',
    comment: 'node:* only in cli/, server/ and *.node.ts, so that everything else runs in a browser',
    severity: 'error',
    from: { path: '^(src|web)/', pathNot: ['^src/(cli|server)/', '\\.node\\.ts$', '\\.config\\.ts$', TEST] },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'onnxruntime-only-in-runtime',
    comment: 'runtime/ is the only importer of onnxruntime-*, besides tests and benchmarks',
    severity: 'error',
    from: { pathNot: ['^src/runtime/', '^(bench|test)/', TEST] },
    to: { path: '(^|/)node_modules/onnxruntime-|^onnxruntime-' },
  },
  {
    name: 'testing-only-in-tests',
    comment: 'testing/ is for tests alone: it is not in the package',
    severity: 'error',
    from: { pathNot: ['^src/testing/', '^test/', TEST] },
    to: { path: '^src/testing/' },
  },
  {
    name: 'no-import-of-itself',
    comment: 'src/ imports its own modules by their paths, not by the name of the package or as built',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^atelier(/|$)|(^|/)dist/', pathNot: 'node_modules/' },
  },
];
