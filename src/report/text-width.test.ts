import { describe, expect, it } from 'vitest';
import { cutText, fitText, padText, textWidth, wrapText } from './text-width.ts';

describe('textWidth', () => {
  it.each([
    ['', 0],
    ['Shirt', 5],
    ['Ünïcödé', 7],
    ['衬衫', 4],
    ['한국어', 6],
    ['e\u0301', 1],
    ['👕', 2],
    ['👩‍👩‍👧‍👦', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['❤', 1],
    ['a\u200bb', 2],
    ['ｆｕｌｌ', 8],
    ['─▀⣿', 3],
  ])('of %j is %i', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('cutText, fitText and padText', () => {
  it('cut between what is drawn as one', () => {
    expect(cutText('e\u0301te\u0301', 2)).toBe('e\u0301t');
    expect(cutText('👩‍👩‍👧‍👦x', 1)).toBe('');
    expect(fitText('衬衫裤子', 6)).toBe('衬衫…');
    expect(fitText('衬衫裤', 6)).toBe('衬衫裤');
  });

  it('fill up to the width, and leave what is too wide', () => {
    expect(padText('衬', 4, 'left')).toBe('衬  ');
    expect(padText('衬', 4, 'right')).toBe('  衬');
    expect(padText('long', 2, 'left')).toBe('long');
  });
});

describe('wrapText', () => {
  it('breaks between words, and inside a word longer than a line', () => {
    expect(wrapText('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrapText('a abcdefgh', 3)).toEqual(['a', 'abc', 'def', 'gh']);
    expect(wrapText('', 3)).toEqual(['']);
  });
});
