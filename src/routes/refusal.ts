// A refusal that pages say in their own language: an AppError whose detail is one of the sentences of jobs/job-wordings.ts.

import { AppError, type AppErrorOptions, type ErrorCode } from '../errors.ts'
import { type JobKey, tells } from '../jobs/job-wordings.ts'
import type { WordingValues } from '../rules/problem-wordings.ts'

export function refusal(
  code: ErrorCode,
  key: JobKey,
  values: WordingValues = {},
  options: Omit<AppErrorOptions, 'wording'> = {},
): AppError {
  const { message, wording } = tells(key, values)
  return new AppError(code, message, { ...options, wording })
}
