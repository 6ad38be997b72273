// pack.yaml: who answers for a pack, and its policy. Policy is data: the scorer holds the order of the steps,
// the pack every number.

import { z } from 'zod'
import { localTextSchema } from './rule-schema.ts'

const points = z.int().min(-1000).max(1000)
const actionSchema = z.enum([
  'release',
  'request_information',
  'document_check',
  'inspect_nonintrusive',
  'hold_and_refer',
])
const probability = z.number().min(0).max(1)

const severityRowSchema = z.strictObject({
  unknown: actionSchema,
  low: actionSchema,
  medium: actionSchema,
  high: actionSchema,
  live: actionSchema,
})

/** Sentences by action, audience and regime; `default` stands where a regime has none of its own. */
const regimeTextsSchema = z.strictObject({
  default: localTextSchema,
  import: localTextSchema.optional(),
  export: localTextSchema.optional(),
  transit: localTextSchema.optional(),
  intra_eu: localTextSchema.optional(),
})

const policySchema = z.strictObject({
  /** Anchor of the log-odds scale: what a parcel without any evidence starts from. */
  prior: points,
  /** The score (0-100) from which a parcel is medium or high. */
  likelihood: z.strictObject({ medium: z.number().min(0).max(100), high: z.number().min(0).max(100) }),
  strengthPoints: z.strictObject({ weak: points, medium: points, strong: points, decisive: points }),
  /** The most a family may add. A family without a cap is an error of lint. */
  familyCaps: z.record(z.string(), points.min(0)),
  forestCap: points.min(0),
  severityByAnnex: z.strictObject({
    A: z.enum(['low', 'medium', 'high']),
    B: z.enum(['low', 'medium', 'high']),
    C: z.enum(['low', 'medium', 'high']),
    D: z.enum(['low', 'medium', 'high']),
    none: z.enum(['unknown', 'low', 'medium', 'high']),
  }),
  matrix: z.strictObject({ low: severityRowSchema, medium: severityRowSchema, high: severityRowSchema }),
  /** Declared goods go no further than this unless severity is high or live or a document contradicts. */
  declaredCap: actionSchema,
  /** Random selection by evidence lane, as the minimum random rate of ASYCUDA. */
  randomRates: z.strictObject({ green: probability, yellow: probability, red: probability }),
  randomAction: actionSchema,
  /** Euro per unit of currency, at `ratesAsOf`. */
  exchangeRates: z.record(z.string().regex(/^[A-Z]{3}$/), z.number().positive()),
  ratesAsOf: z.iso.date(),
  ratesSource: z.string().min(1).max(300),
  /** Largest share of non-green parcels (per 10,000) that an activation may bring without a reason. */
  laneBand: z.strictObject({ nonGreenPer10kMax: z.int().min(0).max(10_000) }),
  texts: z.strictObject({
    carrier: z.strictObject({
      proceed: regimeTextsSchema,
      complete_data: regimeTextsSchema,
      set_aside: regimeTextsSchema,
    }),
    officer: z.strictObject({
      release: regimeTextsSchema,
      request_information: regimeTextsSchema,
      document_check: regimeTextsSchema,
      inspect_nonintrusive: regimeTextsSchema,
      hold_and_refer: regimeTextsSchema,
    }),
  }),
})

/** A paper that a listed specimen normally needs; which one is asked for follows annex and regime. */
const paperSchema = z.strictObject({
  paper: localTextSchema,
  anyOf: z.array(z.string().max(10)).max(20),
  annexes: z.array(z.enum(['A', 'B', 'C', 'D'])).min(1),
  regimes: z.array(z.enum(['import', 'export', 'transit', 'intra_eu'])).min(1),
  appliesIf: localTextSchema,
  legalBasis: z.string().min(1).max(300),
})

export const packManifestSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .max(60),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  /** `customs` packs decide the action; a `carrier` pack answers in `carrierPolicy` only. */
  kind: z.enum(['customs', 'carrier']),
  title: localTextSchema,
  owner: z.string().min(1).max(100),
  legalBasis: z.string().min(1).max(500),
  legalDate: z.iso.date(),
  policy: policySchema.optional(),
  papers: z.array(paperSchema).max(60).default([]),
  /** Sentences of the reason codes that rules share; a code of one rule alone may go without. */
  codes: z
    .record(
      z
        .string()
        .regex(/^[A-Z][A-Z0-9_]*$/)
        .max(60),
      localTextSchema,
    )
    .optional(),
  lists: z.record(z.string().max(60), z.array(z.string().max(200)).max(10_000)).default({}),
})

export type Policy = z.infer<typeof policySchema>
export type PaperRule = z.infer<typeof paperSchema>
export type PackManifest = z.infer<typeof packManifestSchema>
