// An outcome as it lies in its row: what stands in columns of its own is not said twice.

import type { StoredOutcome } from './outcomes-record.ts'

export const outcomeBody = ({ decisionId: _decision, recordedAtMs: _at, ...body }: StoredOutcome): string =>
  JSON.stringify(body)

export const readOutcome = (
  row: { readonly at: number; readonly body: string },
  decisionId: string,
): StoredOutcome => ({
  ...(JSON.parse(row.body) as Omit<StoredOutcome, 'decisionId' | 'recordedAtMs'>),
  decisionId,
  recordedAtMs: row.at,
})
