import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The script of a report's page, and what a content security policy names it by. */
export interface PageScript {
  readonly text: string;
  /** `sha256-…`, base64. */
  readonly hash: string;
}

/** The page's script with all that it imports, as one file. Needs the bundler, which users of the package have no need of. */
export async function bundlePageScript(): Promise<string> {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    input: fileURLToPath(new URL('page/main.ts', import.meta.url)),
    platform: 'browser',
    logLevel: 'warn',
    // Names of the environment that ECharts asks for.
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  // Nothing in it may end the element that it stands in.
  return output[0].code.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`);
}

/** The page's script: as it was built into the package, or bundled from the sources where those are run. */
export async function pageScript(): Promise<PageScript> {
  const built = new URL('page-script.bundle.js', import.meta.url);
  const text = existsSync(built) ? await readFile(built, 'utf8') : await bundlePageScript();
  return { text, hash: `sha256-${createHash('sha256').update(text).digest('base64')}` };
}
