// Faults of a schema as problems with a wording of ours: what was wanted, apart from the library's English.

import type { z } from 'zod'
import { type SaidProblem, says } from './problem-wordings.ts'

/** `message` is what the library says, with whatever the caller puts before it. */
export function issueSays(issue: z.core.$ZodIssue, path: string, message: string): SaidProblem {
  switch (issue.code) {
    case 'invalid_type':
      return says('BAD_VALUE_TYPE', { path, wanted: issue.expected }, message)
    case 'too_small':
      return says('BAD_VALUE_SMALL', { path, least: Number(issue.minimum) }, message)
    case 'too_big':
      return says('BAD_VALUE_LARGE', { path, most: Number(issue.maximum) }, message)
    case 'invalid_value':
      return says('BAD_VALUE_CHOICE', { path, wanted: issue.values.slice(0, 20).join(', ') }, message)
    case 'invalid_format':
      return says('BAD_VALUE_FORM', { path }, message)
    case 'unrecognized_keys':
      return says('BAD_VALUE_KEYS', { path, keys: issue.keys.slice(0, 20).join(', ') }, message)
    default:
      return says('BAD_VALUE_OTHER', { path }, message)
  }
}
