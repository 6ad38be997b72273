// A progress line for long work, on stderr and only when somebody watches a terminal.

import type { Writable } from 'node:stream'

export type Progress = {
  readonly report: (done: number) => void
  readonly finish: (done: number) => void
}

const redrawMs = 200

export function createProgress(stderr: Writable, unit: string): Progress {
  if ((stderr as Writable & { isTTY?: boolean }).isTTY !== true) return { report: () => {}, finish: () => {} }
  const started = performance.now()
  let drawn = 0
  const draw = (done: number, end: string) => {
    const seconds = (performance.now() - started) / 1000
    const rate = seconds > 0 ? Math.round(done / seconds) : 0
    stderr.write(`\r${done.toLocaleString('en')} ${unit}, ${rate.toLocaleString('en')} a second${end}`)
  }
  return {
    report: (done) => {
      const now = performance.now()
      if (now - drawn < redrawMs) return
      drawn = now
      draw(done, '   ')
    },
    finish: (done) => draw(done, '   \n'),
  }
}
