/** Images as text in the layout in which MNIST is passed around as CSV: a row an image, the label first, then bytes. */
import { DataError } from '../core/errors.ts';

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const POINT = 0x2e;
const QUOTE = 0x22;
const ZERO = 0x30;
const NINE = 0x39;

const MAX_HEADER_BYTES = 2 ** 20;
const MAX_LABEL = 2 ** 31 - 1;
const MAX_DIGITS = 10;
/** The most text that one pixel takes, and a little: `"255.0", `. */
const MAX_TEXT_RATIO = 10;
const FIRST_CAPACITY_BYTES = 2 ** 20;

/** What a file was found to hold. */
export interface CsvImages {
  /** One number a row. */
  readonly labels: Int32Array;
  /** `labels.length × pixels` bytes. */
  readonly images: Uint8Array;
  /** How many pixels every row has. */
  readonly pixels: number;
}

/**
 * Reads such a file piece by piece: whole numbers with commas between, in double quotes or not, the label first, every row of
 * the same length. A first line that does not begin with a number is a header. Memory grows with the images that were read, up to a limit.
 */
export class CsvImageParser {
  readonly #where: string;
  readonly #maxBytes: number;
  #header: number[] | undefined = [];
  #line = 1;
  #column = 0;
  #value = 0;
  #digits = 0;
  #afterPoint = false;
  #quote: 'none' | 'open' | 'closed' = 'none';
  #pixels = 0;
  #rows = 0;
  #used = 0;
  #textBytes = 0;
  #images: Uint8Array;
  #labels = new Int32Array(1024);

  /** @param where names the file in messages */
  constructor(where: string, maxBytes: number) {
    this.#where = where;
    this.#maxBytes = maxBytes;
    this.#images = new Uint8Array(Math.min(FIRST_CAPACITY_BYTES, maxBytes));
  }

  /** Takes the next bytes of the file. */
  push(bytes: Uint8Array): void {
    this.#textBytes += bytes.length;
    if (this.#textBytes > MAX_TEXT_RATIO * this.#maxBytes) this.#refuse('the file is too long');
    let at = 0;
    if (this.#header !== undefined) at = this.#readHeader(bytes, this.#header);
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte >= ZERO && byte <= NINE) this.#digit(byte - ZERO);
      else if (byte === COMMA) this.#endValue();
      else if (byte === LINE_FEED) this.#endRow();
      else if (byte === QUOTE) this.#endQuote();
      else if (byte === POINT && this.#digits > 0 && !this.#afterPoint) this.#afterPoint = true;
      else if (byte !== RETURN && byte !== SPACE)
        this.#refuse(`"${String.fromCharCode(byte)}" in column ${this.#column + 1}`);
    }
  }

  /** Everything that was read, once the file has ended. */
  finish(): CsvImages {
    if (this.#digits > 0 || this.#column > 0 || this.#quote !== 'none') this.#endRow();
    if (this.#rows === 0) this.#refuse('no images');
    return {
      labels: this.#labels.slice(0, this.#rows),
      images: this.#images.slice(0, this.#used),
      pixels: this.#pixels,
    };
  }

  /** Passes over the header, if the first line is one; gives where the rows begin. */
  #readHeader(bytes: Uint8Array, header: number[]): number {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      // A byte-order mark is three bytes that no number begins with.
      const before = header.length <= 4 ? header.filter((seen) => seen < 0xbb) : header;
      const isQuoted = before.length === 1 && before[0] === QUOTE;
      if ((before.length === 0 || isQuoted) && byte >= ZERO && byte <= NINE) {
        this.#header = undefined;
        if (isQuoted) this.#quote = 'open';
        return at;
      }
      if (byte === LINE_FEED) {
        this.#checkHeader(header);
        this.#header = undefined;
        this.#line++;
        return at + 1;
      }
      header.push(byte);
      if (header.length > MAX_HEADER_BYTES) this.#refuse('its first line does not end');
    }
    return bytes.length;
  }

  #checkHeader(header: readonly number[]): void {
    const names = new TextDecoder().decode(Uint8Array.from(header)).split(',');
    const labels = names.map((name) => /^[\s"']*(label|labels|class|target|y)[\s"']*$/i.test(name));
    const place = labels.indexOf(true);
    if (place > 0) this.#refuse(`the label is column ${place + 1} of the header, not the first`);
  }

  /** A quote that opens before the first digit, or closes after the last. */
  #endQuote(): void {
    const opens = this.#quote === 'none' && this.#digits === 0;
    if (!opens && this.#quote !== 'open') this.#refuse(`a quote within column ${this.#column + 1}`);
    this.#quote = opens ? 'open' : 'closed';
  }

  #digit(digit: number): void {
    if (this.#quote === 'closed') this.#refuse(`a digit after the quotes of column ${this.#column + 1}`);
    if (this.#afterPoint) {
      if (digit !== 0) this.#refuse(`column ${this.#column + 1} is no whole number`);
      return;
    }
    this.#value = this.#value * 10 + digit;
    this.#digits++;
    const largest = this.#column === 0 ? MAX_LABEL : 255;
    if (this.#value > largest || this.#digits > MAX_DIGITS) {
      const what = this.#column === 0 ? 'the label' : `pixel ${this.#column}`;
      this.#refuse(`${what} is above ${largest}`);
    }
  }

  #endValue(): void {
    if (this.#quote === 'open') this.#refuse(`the quotes of column ${this.#column + 1} do not end`);
    if (this.#digits === 0) this.#refuse(`column ${this.#column + 1} is empty`);
    if (this.#column === 0) this.#addLabel(this.#value);
    else this.#addPixel(this.#value);
    this.#column++;
    this.#value = 0;
    this.#digits = 0;
    this.#afterPoint = false;
    this.#quote = 'none';
  }

  #endRow(): void {
    const isEmpty = this.#column === 0 && this.#digits === 0 && this.#quote === 'none';
    if (!isEmpty) {
      this.#endValue();
      const pixels = this.#column - 1;
      if (this.#rows === 0) this.#pixels = pixels;
      if (pixels === 0 || pixels !== this.#pixels) {
        this.#refuse(`${pixels} pixels${this.#rows > 0 ? `, ${this.#pixels} in the rows before` : ''}`);
      }
      this.#rows++;
      this.#column = 0;
    }
    this.#line++;
  }

  #addLabel(label: number): void {
    if (this.#rows === this.#labels.length) {
      const larger = new Int32Array(2 * this.#labels.length);
      larger.set(this.#labels);
      this.#labels = larger;
    }
    this.#labels[this.#rows] = label;
  }

  #addPixel(pixel: number): void {
    if (this.#used === this.#images.length) {
      if (this.#used >= this.#maxBytes) this.#refuse(`more than ${this.#maxBytes} pixels`);
      const larger = new Uint8Array(Math.min(this.#maxBytes, 2 * this.#images.length));
      larger.set(this.#images);
      this.#images = larger;
    }
    this.#images[this.#used++] = pixel;
  }

  #refuse(problem: string): never {
    throw new DataError(`${this.#where}, line ${this.#line}: ${problem}`, {
      value: this.#line,
      expected: 'the label, then the pixels from 0 to 255, with commas between; a header line if you like',
      hint: 'Every line is one image, row by row; the label is its first number.',
    });
  }
}
