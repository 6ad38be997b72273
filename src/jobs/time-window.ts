// From when to when, of decisions that a job looks at: with the first moment, without the last.

export type TimeWindow = { readonly fromMs: number; readonly toMs: number }
