// The only file that turns text into code. It takes what the compiler wrote: names are the compiler's own (f,
// v1, t2, k3 ...),
// and everything that came from a pack stands in that text as a JSON literal or outside it in `constants`.

import * as runtime from './cel-runtime.ts'

export type Constants = readonly unknown[]

/**
 * Runs a compiled module body, which sees only the runtime helpers `h` and the constants `k`, and returns
 * what it returns.
 */
export function buildFunction<T>(body: string, constants: Constants): T {
  const build = new Function('h', 'k', `'use strict'\n${body}`) as (h: typeof runtime, k: Constants) => T
  return build(runtime, constants)
}

/**
 * JSON is JavaScript but for two line separators that once ended a string literal; both are escaped all the
 * same.
 */
export function quote(value: string | number | boolean): string {
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return 'NaN'
    if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
    return Object.is(value, -0) ? '-0' : String(value)
  }
  return JSON.stringify(value)
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029')
}
