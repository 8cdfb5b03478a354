import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, StorageError } from '../core/errors.ts';
import { DataUnavailableError } from './data-unavailable-error.ts';
import { downloadFile, type DownloadOptions, type DownloadProgress } from './download.node.ts';

const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * index) % 251));
const file = {
  name: 'train-images-idx3-ubyte.gz',
  sha256: createHash('sha256').update(content).digest('hex'),
  sizeBytes: content.length,
};

type Handler = (request: IncomingMessage, response: ServerResponse, visit: number) => void;

let folder: string;
let servers: Server[];
let requests: IncomingMessage[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-download-'));
  servers = [];
  requests = [];
});

afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true, force: true });
});

/** A server on this machine; returns its address, with a slash at the end. */
async function serve(handler: Handler): Promise<string> {
  let visits = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    handler(request, response, visits++);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Sends what a Range header asks for, or all. */
const honest: Handler = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const headers: Record<string, string> = { 'content-length': String(content.length - start) };
  if (start > 0) headers['content-range'] = `bytes ${start}-${content.length - 1}/${content.length}`;
  response.writeHead(start > 0 ? 206 : 200, headers).end(content.subarray(start));
};

const whole: Handler = (_, response) => {
  response.writeHead(200, { 'content-length': String(content.length) }).end(content);
};

/** Announces all, sends half, and cuts the connection. */
const half: Handler = (_, response) => {
  response.writeHead(200, { 'content-length': String(content.length) });
  response.write(content.subarray(0, content.length / 2), () => setTimeout(() => response.destroy(), 30));
};

const status =
  (code: number): Handler =>
  (_, response) => {
    response.writeHead(code).end('no');
  };

const quick: DownloadOptions = { retryDelayMs: 1, stallMs: 60_000 };
const part = () => join(folder, `${file.name}.part`);
const download = (mirrors: string[], options: DownloadOptions = {}) =>
  downloadFile(file, mirrors, folder, { ...quick, ...options });

async function expectDone(): Promise<void> {
  expect(await readdir(folder)).toEqual([file.name]);
  expect((await readFile(join(folder, file.name))).equals(content)).toBe(true);
}

describe('downloadFile', () => {
  it('stores the file under its name and reports progress to the end', async () => {
    const seen: DownloadProgress[] = [];
    await download([await serve(honest)], { onProgress: (progress) => seen.push(progress) });
    await expectDone();
    expect(seen[0]).toEqual({ file: file.name, receivedBytes: 0, totalBytes: content.length });
    expect(seen.at(-1)?.receivedBytes).toBe(content.length);
    expect(requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('resumes where a broken connection stopped', async () => {
    const address = await serve((request, response, visit) => {
      (visit === 0 ? half : honest)(request, response, visit);
    });
    await download([address]);
    await expectDone();
    expect(requests[1]?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('resumes what an earlier process left', async () => {
    await writeFile(part(), content.subarray(0, 1234));
    await download([await serve(honest)]);
    await expectDone();
    expect(requests.map(({ headers }) => headers.range)).toEqual(['bytes=1234-']);
  });

  it('starts again where the server ignores Range', async () => {
    await writeFile(part(), content.subarray(0, 1234));
    await download([await serve(whole)]);
    await expectDone();
    expect(requests).toHaveLength(1);
  });

  it('starts again where the server sends another range', async () => {
    await writeFile(part(), content.subarray(0, 1234));
    const address = await serve((request, response, visit) => {
      if (request.headers.range === undefined) honest(request, response, visit);
      else {
        const headers = { 'content-range': `bytes 1000-${content.length - 1}/${content.length}` };
        response.writeHead(206, headers).end(content.subarray(1000));
      }
    });
    await download([address]);
    await expectDone();
    expect(requests).toHaveLength(2);
  });

  it('takes a part that is already whole without a request', async () => {
    await writeFile(part(), content);
    await download([await serve(honest)]);
    await expectDone();
    expect(requests).toHaveLength(0);
  });

  it.each([
    ['of other contents', Buffer.alloc(5000, 7)],
    ['longer than the file', Buffer.alloc(content.length + 1)],
  ])('starts again from a part %s', async (_, bytes) => {
    await writeFile(part(), bytes);
    await download([await serve(honest)]);
    await expectDone();
  });

  it('starts again where the server refuses the range', async () => {
    await writeFile(part(), content.subarray(0, 1234));
    const address = await serve((request, response, visit) => {
      if (request.headers.range === undefined) honest(request, response, visit);
      else status(416)(request, response, visit);
    });
    await download([address]);
    await expectDone();
  });

  it('follows a redirect', async () => {
    const target = await serve(honest);
    const address = await serve((request, response) => {
      response.writeHead(302, { location: new URL(request.url!, target).href }).end();
    });
    await download([address]);
    await expectDone();
  });

  it('goes to the next mirror at once on 404, and after some tries on 503', async () => {
    const gone = await serve(status(404));
    const busy = await serve(status(503));
    await download([gone, busy, await serve(honest)]);
    await expectDone();
    expect(requests).toHaveLength(1 + 3 + 1);
  });

  it('takes the second mirror where the first has another file, and leaves nothing of that', async () => {
    const wrong = await serve((_, response) => {
      response.writeHead(200).end(Buffer.alloc(content.length, 1));
    });
    await download([wrong, await serve(honest)]);
    await expectDone();
  });

  it('leaves nothing where every mirror has another file, and names both sums', async () => {
    const bytes = Buffer.alloc(content.length, 1);
    const wrong = await serve((_, response) => {
      response.end(bytes);
    });
    const error: unknown = await download([wrong]).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataError);
    expect(error).not.toBeInstanceOf(DataUnavailableError);
    expect(String(error)).toContain(`expected SHA-256 ${file.sha256}`);
    expect(String(error)).toContain(createHash('sha256').update(bytes).digest('hex'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('checks MD5 where no SHA-256 is known', async () => {
    const md5 = { name: 'labels.gz', md5: createHash('md5').update(content).digest('hex') };
    await downloadFile(md5, [await serve(honest)], folder, quick);
    const other = { name: 'other.gz', md5: '0'.repeat(32) };
    await expect(downloadFile(other, [await serve(honest)], folder, quick)).rejects.toThrow(
      'expected MD5 000',
    );
    expect(await readdir(folder)).toEqual(['labels.gz']);
  });

  it('bounds what an endless answer can store', async () => {
    const address = await serve((_, response) => {
      const send = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(send));
      };
      send();
    });
    const unknown = { name: 'endless.gz' };
    let most = 0;
    const onProgress = ({ receivedBytes }: DownloadProgress) => (most = Math.max(most, receivedBytes));
    await expect(
      downloadFile(unknown, [address], folder, { ...quick, maxBytes: 100_000, onProgress }),
    ).rejects.toThrow('more than the expected 100000 bytes');
    expect(most).toBeLessThanOrEqual(100_000);
    const announced = await serve(whole);
    await expect(downloadFile(unknown, [announced], folder, { ...quick, maxBytes: 100_000 })).rejects.toThrow(
      'the server offers 200000 bytes, expected at most 100000',
    );
  });

  it('gives up a connection on which nothing arrives, and keeps what came', async () => {
    const address = await serve((_, response) => {
      response.writeHead(200, { 'content-length': String(content.length) });
      response.write(content.subarray(0, 1000));
    });
    const error: unknown = await download([address], { stallMs: 150, triesPerMirror: 1 }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(DataUnavailableError);
    expect(String(error)).toContain('nothing arrived for 0.15 s');
    expect(await readdir(folder)).toEqual([`${file.name}.part`]);
    expect(await readFile(part())).toHaveLength(1000);
  });

  it('offers --data and sketches where no server answers', async () => {
    const address = await serve(honest);
    await new Promise((resolve) => servers[0]!.close(resolve));
    const error: unknown = await download([address]).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataUnavailableError);
    expect(String(error)).toContain('ECONNREFUSED');
    expect((error as DataUnavailableError).hint).toMatch(/--data DIR.*sketches/);
  });

  it('stops when it is told to, and keeps the part', async () => {
    const controller = new AbortController();
    const address = await serve((_, response) => {
      response.writeHead(200, { 'content-length': String(content.length) });
      response.write(content.subarray(0, 1000));
    });
    const stopped = download([address], {
      signal: controller.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes === 1000) controller.abort();
      },
    });
    await expect(stopped).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
    expect(await readdir(folder)).toEqual([`${file.name}.part`]);
    expect(requests).toHaveLength(1);
  });

  it('names the folder that cannot be written', async () => {
    const blocked = join(folder, 'file');
    await writeFile(blocked, '');
    const failed = downloadFile(file, [await serve(honest)], join(blocked, 'cache'), quick);
    await expect(failed).rejects.toThrow(StorageError);
    await expect(failed).rejects.toThrow(blocked);
  });

  it.skipIf(process.getuid?.() === 0)('names the folder that is read-only', async () => {
    const readOnly = join(folder, 'read-only');
    await mkdir(readOnly);
    await chmod(readOnly, 0o500);
    await expect(downloadFile(file, [await serve(honest)], readOnly, quick)).rejects.toThrow(/EACCES|EPERM/);
  });
});
