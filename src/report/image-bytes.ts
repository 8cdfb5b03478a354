/** Images as a data set holds them. */
export interface ImageBytes {
  /** `count × height × width × channels` bytes, row by row. */
  readonly images: Uint8Array;
  readonly imageShape: readonly [height: number, width: number, channels: number];
}
