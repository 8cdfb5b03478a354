import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StorageError } from '../core/errors.ts';

/** One try to fetch an address into a file. */
export interface FetchToFile {
  readonly url: string;
  /** The file that grows; what it already has is not fetched again where the server can resume. */
  readonly path: string;
  readonly exactBytes?: number | undefined;
  readonly maxBytes: number;
  /** Gives up when nothing arrives for so long. */
  readonly stallMs: number;
  readonly signal?: AbortSignal | undefined;
  onReceived?(receivedBytes: number, totalBytes: number | undefined): void;
}

/** Why a try failed, and what may help: the same address again, another one, or a fresh start without the old part. */
export class FetchFailure extends Error {
  readonly remedy: 'retry' | 'next-mirror' | 'start-over';

  constructor(message: string, remedy: FetchFailure['remedy'], cause?: unknown) {
    super(message, { cause });
    this.remedy = remedy;
  }
}

/** Runs a file operation; its failure names the path and says what to do. */
export async function storing<T>(what: string, path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StorageError(`cannot ${what} ${path}: ${reason}`, {
      value: path,
      expected: 'a folder that can be written and has room',
      hint: 'Set XDG_CACHE_HOME to a folder that can be written, or name a folder with the files by --data.',
      cause: error,
    });
  }
}

/** The size of a file, 0 where there is none. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (entry) => entry.size,
    () => 0,
  );
}

/** The codes that say that no server can be reached; trying again at once does not help. */
const NO_NETWORK = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH'];

function networkFailure(error: unknown): FetchFailure {
  let inner = error;
  while (inner instanceof Error && inner.cause !== undefined) inner = inner.cause;
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : undefined;
  const reason = code ?? (inner instanceof Error ? inner.message : String(inner));
  const remedy = code !== undefined && NO_NETWORK.includes(code) ? 'next-mirror' : 'retry';
  return new FetchFailure(reason, remedy, error);
}

/** The size that the finished file will have by this response, where the server says it. */
function announcedTotal(response: Response, offset: number): number | undefined {
  const length = response.headers.get('content-length');
  return length !== null && /^\d+$/.test(length) ? offset + Number(length) : undefined;
}

/** Checks a response before a byte of it is stored; returns where in the file its first byte belongs. */
function checkResponse(response: Response, resumeAt: number, request: FetchToFile): number {
  if (response.status === 416) throw new FetchFailure('HTTP 416, the part is of another file', 'start-over');
  if (response.status !== 200 && response.status !== 206) {
    const again = response.status >= 500 || response.status === 429 || response.status === 408;
    throw new FetchFailure(`HTTP ${response.status}`, again ? 'retry' : 'next-mirror');
  }
  let offset = 0;
  if (response.status === 206) {
    const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
    if (Number(start) !== resumeAt) throw new FetchFailure('the server sent another range', 'start-over');
    offset = resumeAt;
  }
  const total = announcedTotal(response, offset);
  const { exactBytes, maxBytes } = request;
  const wrong =
    exactBytes === undefined ? total !== undefined && total > maxBytes : (total ?? exactBytes) !== exactBytes;
  if (wrong) {
    const expected = exactBytes === undefined ? `at most ${maxBytes}` : String(exactBytes);
    throw new FetchFailure(
      `the server offers ${total ?? 0} bytes, expected ${expected}`,
      offset > 0 ? 'start-over' : 'next-mirror',
    );
  }
  return offset;
}

/** Stores the body; a body longer than allowed is cut off by a failure. */
async function storeBody(
  response: Response,
  offset: number,
  request: FetchToFile,
  touch: () => void,
): Promise<void> {
  const limit = request.exactBytes ?? request.maxBytes;
  const total = announcedTotal(response, offset);
  const { path } = request;
  await storing('create', dirname(path), () => mkdir(dirname(path), { recursive: true }));
  const handle: FileHandle = await storing('write', path, () => open(path, offset > 0 ? 'a' : 'w'));
  let received = offset;
  try {
    request.onReceived?.(received, total);
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      touch();
      received += value.length;
      if (received > limit) {
        await reader.cancel();
        throw new FetchFailure(`more than the expected ${limit} bytes`, 'start-over');
      }
      await storing('write', path, () => handle.writeFile(value));
      request.onReceived?.(received, total);
    }
    await storing('write', path, () => handle.sync());
  } finally {
    await handle.close();
  }
}

/**
 * Fetches an address into a file, from where the file ends if the server can resume, else from the start. What arrived
 * before a failure stays in the file.
 *
 * @throws FetchFailure where the server or the network fails
 * @throws StorageError where the file cannot be written
 */
export async function fetchToFile(request: FetchToFile): Promise<void> {
  const stall = new AbortController();
  const { stallMs, signal } = request;
  const onStall = (): void => {
    stall.abort(new FetchFailure(`nothing arrived for ${stallMs / 1000} s`, 'retry'));
  };
  let timer = setTimeout(onStall, stallMs);
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onStall, stallMs);
  };
  try {
    const resumeAt = await sizeOf(request.path);
    // A gzip file must arrive as it is, not decompressed on the way.
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (resumeAt > 0) headers['range'] = `bytes=${resumeAt}-`;
    const response = await fetch(request.url, {
      headers,
      signal: signal === undefined ? stall.signal : AbortSignal.any([signal, stall.signal]),
    });
    try {
      await storeBody(response, checkResponse(response, resumeAt, request), request, touch);
    } catch (error) {
      await response.body?.cancel().catch(() => undefined);
      throw error;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof StorageError || error instanceof FetchFailure) throw error;
    if (stall.signal.aborted) throw stall.signal.reason;
    throw networkFailure(error);
  } finally {
    clearTimeout(timer);
  }
}
