/**
 * Threefry-2x32-20 for dropout masks, five times four blocks at once, in WebAssembly, since JavaScript has no vector
 * instructions.
 * The module is one small loop, which is assembled here; `threefry2x32` says what it computes.
 */

/** The constant of Threefry's key schedule. */
export const PARITY = 0x1bd11bda;
const PAGE_BYTES = 0x10000;
/** Blocks of a group, and bytes of the mask that it gives: one for each byte of the first sixteen. */
const [GROUP_BLOCKS, GROUP_BYTES] = [20, 128];

/** The 32-bit parameters: key words, the first counter, how many groups, and the upper and lower byte of the limit. */
const [A, B, C, COUNTER, GROUPS, UPPER, LOWER] = [0, 1, 2, 3, 4, 5, 6];
/** A 32-bit variable: where the next group is written. */
const AT = 7;
/** Variables of four 32-bit words. */
const [COUNTERS, VA, VB, VC, VA2, VA5, VB3, VC1, VC4, UPPERS, LOWERS] = [
  8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
];
/** The two words of four blocks, five times: each four waits for itself, so the processor works on all at a time. */
const FOURS = [
  [19, 20],
  [21, 22],
  [23, 24],
  [25, 26],
  [27, 28],
] as const;
/** What decides where a byte of the others equals the upper byte of the limit. */
const [, , , , [TIES_0, TIES_1]] = FOURS;
const VECTORS = 21;

const leb128 = (number: number): number[] =>
  number < 0x80 ? [number] : [(number & 0x7f) | 0x80, ...leb128(number >>> 7)];
const get = (variable: number) => [0x20, variable];
const set = (variable: number) => [0x21, variable];
/** A constant from 0 to 8191. From 64 on it takes two bytes, since the last byte's seventh bit is a sign. */
const i32 = (number: number) => (number < 64 ? [0x41, number] : [0x41, (number & 0x7f) | 0x80, number >>> 7]);
const ADD_I32 = 0x6a;
const SUBTRACT_I32 = 0x6b;
const simd = (operation: number, ...operands: number[]) => [0xfd, ...leb128(operation), ...operands];
const words = (...numbers: number[]) => simd(0x0c, ...numbers.flatMap((number) => [number, 0, 0, 0]));
const [SPLAT_I8, SPLAT_I32] = [simd(0x0f), simd(0x11)];
const [ADD, SHIFT_LEFT, SHIFT_RIGHT] = [simd(0xae), simd(0xab), simd(0xad)];
const [AND, OR, XOR] = [simd(0x4e), simd(0x50), simd(0x51)];
/** How unsigned bytes compare with others: all ones or zeros. */
const [EQUAL_I8, ABOVE_U8, NOT_BELOW_U8] = [simd(0x23), simd(0x28), simd(0x2c)];
/** Aligned to 16 bytes. */
const storeAt = (offset: number) => simd(0x0b, 4, offset);
const LOOP = [0x03, 0x40];
/** Goes on with the loop if a number is not zero. */
const BRANCH_IF = [0x0d, 0];
const END = 0x0b;
/** Types, as declarations have them. */
const [I32, V128, FUNCTION] = [0x7f, 0x7b, 0x60];

const addTo = (variable: number, other: number) => [get(variable), get(other), ADD, set(variable)].flat();
const splat = (variable: number, number: number, more = 0) =>
  [get(number), i32(more), ADD_I32, SPLAT_I32, set(variable)].flat();

/** x0 += x1; x1 = rotate(x1) ^ x0. */
const round = (rotation: number) =>
  FOURS.flatMap(([x0, x1]) =>
    [
      addTo(x0, x1),
      [get(x1), i32(rotation), SHIFT_LEFT].flat(),
      [get(x1), i32(32 - rotation), SHIFT_RIGHT, OR].flat(),
      [get(x0), XOR, set(x1)].flat(),
    ].flat(),
  );
const EVEN = [13, 15, 26, 6].flatMap(round);
const ODD = [17, 29, 16, 24].flatMap(round);
const inject = (first: number, second: number) =>
  FOURS.flatMap(([x0, x1]) => [...addTo(x0, first), ...addTo(x1, second)]);

/** Sixteen bytes, each whether a byte of the words, with one of the ties behind it, is at least the limit. */
const bytesOf = (word: number, ties: number) =>
  [
    [get(word), get(UPPERS), ABOVE_U8].flat(),
    [get(word), get(UPPERS), EQUAL_I8, get(ties), get(LOWERS), NOT_BELOW_U8, AND, OR].flat(),
    [i32(1), SPLAT_I8, AND].flat(),
  ].flat();

/** One function of seven numbers, which writes from the beginning of a page of memory. */
function assemble(): Uint8Array<ArrayBuffer> {
  const keys = [
    splat(VA, A),
    splat(VB, B),
    splat(VC, C),
    splat(VA2, A, 2),
    splat(VA5, A, 5),
    splat(VB3, B, 3),
    splat(VC1, C, 1),
    splat(VC4, C, 4),
  ].flat();
  const rounds = [
    [...EVEN, ...inject(VB, VC1)],
    [...ODD, ...inject(VC, VA2)],
    [...EVEN, ...inject(VA, VB3)],
    [...ODD, ...inject(VB, VC4)],
    [...EVEN, ...inject(VC, VA5)],
  ].flat();
  const step = (variable: number, operation: number, by: number) =>
    [get(variable), i32(by), operation, set(variable)].flat();
  const nextCounters = [get(COUNTERS), words(4, 4, 4, 4), ADD, set(COUNTERS)].flat();
  const body = [
    ...keys,
    ...[get(UPPER), SPLAT_I8, set(UPPERS), get(LOWER), SPLAT_I8, set(LOWERS)].flat(),
    ...[get(COUNTER), SPLAT_I32, words(0, 1, 2, 3), ADD, get(VA), ADD, set(COUNTERS)].flat(),
    ...LOOP,
    ...FOURS.flatMap(([x0, x1]) => [get(COUNTERS), set(x0), get(VB), set(x1), nextCounters].flat()),
    ...rounds,
    ...FOURS.slice(0, -1).flatMap(([x0, x1], index) => [
      ...[get(AT), bytesOf(x0, TIES_0), storeAt(32 * index)].flat(),
      ...[get(AT), bytesOf(x1, TIES_1), storeAt(32 * index + 16)].flat(),
    ]),
    ...step(AT, ADD_I32, GROUP_BYTES),
    ...step(GROUPS, SUBTRACT_I32, 1),
    ...[get(GROUPS), BRANCH_IF].flat(),
    ...[END, END],
  ];
  const variables = [2, 1, I32, VECTORS, V128];
  const section = (id: number, ...content: number[]) => [id, ...leb128(content.length), ...content];
  const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];
  const code = [...variables, ...body];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, FUNCTION, 7, I32, I32, I32, I32, I32, I32, I32, 0),
    ...section(3, 1, 0),
    ...section(5, 1, 0, 1),
    ...section(7, 2, ...name('memory'), 2, 0, ...name('fill'), 0, 0),
    ...section(10, 1, ...leb128(code.length), ...code),
  ]);
}

interface Assembled extends WebAssembly.Exports {
  readonly memory: WebAssembly.Memory;
  readonly fill: (...numbers: number[]) => void;
}

let assembled: Assembled | undefined;

/** How many blocks a mask of so many bytes takes. */
export function maskBlocks(bytes: number): number {
  return GROUP_BLOCKS * Math.ceil(bytes / GROUP_BYTES);
}

/**
 * Fills `out` with bytes that are 0 with probability `limit` / 65,536, else 1. Of every twenty blocks, each byte of the first
 * sixteen is compared with the upper byte of the limit: first words of four blocks, their second words, and so on. Where
 * the two are equal, once in 256 times, a byte of the last four blocks in the same place is compared with the lower one.
 *
 * @param counter of the first block
 * @param limit from 0 to 65,535
 */
export function threefryBytes(
  key0: number,
  key1: number,
  counter: number,
  limit: number,
  out: Uint8Array,
): void {
  assembled ??= new WebAssembly.Instance(new WebAssembly.Module(assemble())).exports as Assembled;
  const { memory, fill } = assembled;
  const page = new Uint8Array(memory.buffer);
  for (let start = 0; start < out.length; start += PAGE_BYTES) {
    const bytes = Math.min(PAGE_BYTES, out.length - start);
    const groups = Math.ceil(bytes / GROUP_BYTES);
    const first = counter + maskBlocks(start);
    fill(key0, key1, key0 ^ key1 ^ PARITY, first, groups, limit >>> 8, limit & 0xff);
    out.set(page.subarray(0, bytes), start);
  }
}
