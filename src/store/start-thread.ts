// Starts a worker thread of src/jobs/ by name. Threads are named by URL, not imported: a thread is a process border, and the store knows only its messages.

import { type ResourceLimits, Worker } from 'node:worker_threads'

/** Compiled, the entry is started as it is. From source, Node 20 gives a thread no loader, so a first line registers one. */
export const startThread = (
  name: string,
  workerData: unknown,
  resourceLimits: ResourceLimits = {},
): Worker => {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL(`../jobs/${name}.js`, import.meta.url), {
      workerData,
      execArgv: [],
      resourceLimits,
    })
  }
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const entry = JSON.stringify(new URL(`../jobs/${name}.ts`, import.meta.url).href)
  const first = `import(${loader}).then(({ register }) => { register(); return import(${entry}) })`
  return new Worker(first, { eval: true, workerData, execArgv: [], resourceLimits })
}
