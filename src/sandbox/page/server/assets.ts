/** Serves the page's own files by Vite, which compiles them when they are asked for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ViteDevServer } from 'vite';

export type Assets = Readonly<{
  serve(this: void, path: string, request: IncomingMessage, response: ServerResponse): void;
  close(this: void): Promise<void>;
}>;

const root = fileURLToPath(new URL('../client', import.meta.url));

/** What the page imports of packages: Vite prepares them at once instead of at the first request. */
const packages = ['preact', 'preact/compat', 'preact/hooks', 'preact/jsx-dev-runtime', 'hls.js'];

/** Rejects with ERR_MODULE_NOT_FOUND where Vite is not installed. */
export async function createAssets(server: Server): Promise<Assets> {
  const { createServer } = await import('vite');
  const cacheDir = mkdtempSync(join(tmpdir(), 'clapperbot-page-'));
  const vite = await createServer({
    configFile: false,
    envFile: false,
    root,
    cacheDir,
    appType: 'custom',
    publicDir: false,
    logLevel: 'silent',
    // The page is not changed while it is shown, so nothing is watched, and there is no other WebSocket.
    server: { middlewareMode: { server }, hmr: false, ws: false, watch: null, cors: false },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    optimizeDeps: { include: packages, noDiscovery: true },
  });
  return {
    serve: (path, request, response) => {
      vite.middlewares(request, response, () => void serveRest(vite, path, response));
    },
    async close() {
      await vite.close();
      rmSync(cacheDir, { recursive: true, force: true });
    },
  };
}

/** What is no file of Vite's: the page, or nothing. */
async function serveRest(vite: ViteDevServer, path: string, response: ServerResponse): Promise<void> {
  if (path !== '/' && path !== '/index.html') {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
    return;
  }
  try {
    const transformed = await vite.transformIndexHtml('/', await readFile(join(root, 'index.html'), 'utf8'));
    // Vite's own client connects to a server that would tell it of changes, whether or not there is one.
    const html = transformed.replace(/<script[^>]*\/@vite\/client[^>]*><\/script>/u, '');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html);
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(`The page can’t be shown: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
