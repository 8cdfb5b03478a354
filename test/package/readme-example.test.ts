import { describe, expect, it } from 'vitest';
import { readmeExample } from '../../scripts/readme-example.ts';

const fence = (text: string, language = 'ts') => `\`\`\`${language}\n${text}\n\`\`\`\n`;
const use = "import { train } from 'atelier';";

describe('readmeExample', () => {
  it('takes the first TypeScript block that imports the package', () => {
    const readme = `# Title\n${fence('npm install atelier', 'sh')}${fence('const a = 1;')}${fence(use)}${fence(`${use} two`)}`;
    expect(readmeExample(readme)).toBe(`${use}\n`);
  });

  it('takes the marked block where there is a mark', () => {
    const readme = `${fence(`${use} one`)}<!-- example: run -->\n${fence(`${use} two`, 'typescript')}`;
    expect(readmeExample(readme)).toBe(`${use} two\n`);
  });

  it('refuses a text without an example', () => {
    expect(() => readmeExample(fence(use, 'js'))).toThrow("no TypeScript example that imports 'atelier'");
    expect(() => readmeExample(`${fence(use)}<!-- example: run -->\n${fence('const a = 1;')}`)).toThrow(
      'right after',
    );
  });
});
