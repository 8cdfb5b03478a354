import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be cut. */
export interface CuttingProxy {
  /** The server's address by this way. */
  readonly url: string;
  /** Cuts the next connection on which something like this is sent: the server does it, its answer does not arrive. */
  cutAfter(pattern: RegExp): void;
  /** Lets the next connection on which something like this is sent fall silent: it stays open, and no answer arrives. */
  silenceAfter(pattern: RegExp): void;
  /** How often it was cut. */
  readonly cuts: number;
  stop(): Promise<void>;
}

/** Stands between a program and a server, to lose what the server answers at an instant of the test's choice. */
export async function cuttingProxy(url: string): Promise<CuttingProxy> {
  const { port, hostname } = new URL(url);
  let next: { readonly pattern: RegExp; readonly how: 'cut' | 'silent' } | undefined;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let end: 'cut' | 'silent' | undefined;
    const close = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', close);
      socket.on('close', close);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk: Buffer) => {
      if (next?.pattern.test(chunk.toString('latin1'))) {
        end = next.how;
        next = undefined;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      if (end === undefined) {
        client.write(chunk);
        return;
      }
      cuts++;
      if (end === 'cut') close();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const way = new URL(url);
  way.port = String((server.address() as AddressInfo).port);
  return {
    url: way.href,
    cutAfter: (pattern) => {
      next = { pattern, how: 'cut' };
    },
    silenceAfter: (pattern) => {
      next = { pattern, how: 'silent' };
    },
    get cuts() {
      return cuts;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
