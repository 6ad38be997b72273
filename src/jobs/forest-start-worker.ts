// Starts a worker thread from a file beside the caller, both compiled (.js) and from source (.ts, through tsx).

import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * `callerUrl` is the caller's import.meta.url: the worker has the same extension. On Node 20 `--import=tsx` in
 * execArgv does not reach a worker's entry file, so source runs through a line that registers tsx first.
 */
export function startWorker(callerUrl: string, name: string, options: WorkerOptions): Worker {
  if (!callerUrl.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, callerUrl), options)
  const entry = new URL(`./${name}.ts`, callerUrl).href
  const tsx = import.meta.resolve('tsx/esm/api')
  const code = `import { register } from ${JSON.stringify(tsx)}\nregister()\nawait import(${JSON.stringify(entry)})`
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { ...options, execArgv: [] })
}
