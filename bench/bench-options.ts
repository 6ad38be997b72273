// The options that the measuring commands share.

import { ownDist } from './code.ts'

export const benchOptions = {
  /** One line for machines instead of tables. */
  json: { type: 'boolean', default: false },
  /** Writes the result under bench/results/. */
  keep: { type: 'boolean', default: false },
  /** Fewer rounds and smaller sizes, for a look. */
  quick: { type: 'boolean', default: false },
  /** Compiled code of another tree. */
  dist: { type: 'string', default: ownDist },
} as const
