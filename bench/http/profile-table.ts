// Where the time of a profiled thread went: self time by function and by package, without idling.

import { readFileSync } from 'node:fs'

type Frame = { readonly functionName: string; readonly url: string; readonly lineNumber: number }
type Profile = {
  readonly nodes: readonly { readonly id: number; readonly callFrame: Frame }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const rowsMax = 40

export function profileTable(file: string): string {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const functions = new Map<string, number>()
  const places = new Map<string, number>()
  let busy = 0
  samples.forEach((id, at) => {
    const frame = frames.get(id)!
    if (frame.functionName === '(idle)') return
    const micros = timeDeltas[at]!
    busy += micros
    add(functions, `${frame.functionName || '(anonymous)'}  ${shortUrl(frame)}`, micros)
    add(places, placeOf(frame), micros)
  })
  const table = (sums: Map<string, number>) =>
    [...sums]
      .sort(([, a], [, b]) => b - a)
      .slice(0, rowsMax)
      .map(([key, micros]) => `  ${((100 * micros) / busy).toFixed(1).padStart(5)} %  ${key}`)
      .join('\n')
  return `\nMain thread busy for ${(busy / 1e6).toFixed(1)} s\n${table(places)}\n\n${table(functions)}\n`
}

function add(sums: Map<string, number>, key: string, micros: number): void {
  sums.set(key, (sums.get(key) ?? 0) + micros)
}

function shortUrl({ url, lineNumber }: Frame): string {
  const path = url.replace(/^.*\/(node_modules|dist)\//, '')
  return path === '' ? '' : `${path}:${lineNumber + 1}`
}

/** A package, a folder of ours, Node, or the engine itself. */
function placeOf({ url, functionName }: Frame): string {
  const own = /\/dist\/([^/]+)/.exec(url)
  if (own !== null) return `dist/${own[1]}`
  const installed = /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)
  if (installed !== null) return installed[1]!
  if (url.startsWith('node:')) return 'node'
  return functionName.startsWith('(') ? functionName : 'native'
}
