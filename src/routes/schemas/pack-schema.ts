// Packs as the API shows them: drafts, reports, gates, differences.

import { z } from 'zod'
import { wordingSchema } from '../../errors.ts'
import { localTextSchema } from '../../rules/rule-schema.ts'
import { officerDecisionSchema } from './answer-schema.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const packParamsSchema = z.object({ sha256: sha256.describe('Content hash of the pack') })
export type PackParams = z.infer<typeof packParamsSchema>

const slotSchema = z.enum(['customs', 'carrier'])

const problemSchema = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  file: z.string().describe('Path inside the pack'),
  line: z.int().describe('From 1; 0 where it concerns the file as a whole'),
  column: z.int(),
  message: z.string(),
  hint: z.string().optional(),
  wording: wordingSchema.optional(),
})

const lintReportSchema = z
  .object({ problems: z.array(problemSchema), errors: z.int(), warnings: z.int() })
  .meta({ id: 'PackLint' })

const changeHitsSchema = z.object({
  hits: z.int(),
  per10k: z.number(),
  samples: z
    .array(z.object({ id: z.string(), text: z.string().describe('Descriptions, cut to 200 units') }))
    .describe('The first ten'),
})

export const sampledLintSchema = lintReportSchema
  .extend({
    sampled: z
      .object({ catalogue: z.int(), stored: z.int(), cases: z.int() })
      .describe('Parcels the rules were tried on; all 0 where the pack does not compile'),
    changes: z.object({
      total: z.int(),
      listed: z
        .array(
          z.object({
            kind: z.enum(['rule', 'term', 'taxon']),
            id: z.string(),
            change: z.enum(['new', 'changed']),
            when: z.string().nullable().describe('The condition of a rule, as CEL'),
            sentence: z.string().describe('What it does, in plain English'),
            row: z
              .record(z.string(), z.union([z.string(), z.number()]))
              .nullable()
              .describe('What the sentence of a term or taxon is made from'),
            catalogue: changeHitsSchema,
            stored: changeHitsSchema,
          }),
        )
        .describe('The first 200, rules before terms before taxa'),
    }),
  })
  .meta({ id: 'SampledPackLint' })

export const packReportSchema = z
  .object({
    sha256,
    id: z.string(),
    version: z.string(),
    kind: slotSchema,
    title: z.string().describe('In English'),
    titles: localTextSchema,
    owner: z.string(),
    legalBasis: z.string(),
    legalDate: z.string(),
    rules: z.int(),
    terms: z.int(),
    taxa: z.int(),
    lint: lintReportSchema,
  })
  .meta({ id: 'PackReport' })

export const packUploadSchema = z
  .union([
    z.object({ beaglePack: z.literal(1), sha256, bundle: z.record(z.string(), z.unknown()) }),
    z.object({ files: z.record(z.string(), z.string()).describe('Texts by their path inside the folder') }),
  ])
  .meta({
    id: 'PackUpload',
    description: 'What `beagle pack bundle` prints, or the files of a pack folder. At most 8 MiB.',
  })

export const uploadedPackSchema = packReportSchema
  .extend({ added: z.boolean().describe('False where the same pack was uploaded before') })
  .meta({ id: 'UploadedPack' })

const packStateSchema = z
  .enum(['active', 'previous', 'shadow', 'draft', 'retired'])
  .describe('`retired` has answered before, and is none of the others')

const shelvedPackSchema = z.object({
  sha256,
  id: z.string(),
  version: z.string(),
  states: z.array(packStateSchema),
  uploadedAt: z.iso.datetime(),
  uploadedBy: z.string().describe('client/key'),
  bytes: z.int(),
})

const watchSchema = z.object({
  sha256,
  forecastPer10k: z.number(),
  parcels: z.int(),
  nonGreen: z.int(),
})

export const packListSchema = z
  .object({
    packs: z.array(shelvedPackSchema),
    slots: z.object({
      customs: z.object({
        active: sha256.nullable(),
        previous: sha256.nullable(),
        shadow: sha256.nullable(),
      }),
      carrier: z.object({
        active: sha256.nullable(),
        previous: sha256.nullable(),
        shadow: sha256.nullable(),
      }),
    }),
    watching: watchSchema.nullable().describe('The first parcels of a new pack, held against its forecast'),
  })
  .meta({ id: 'PackList' })

export const caseReportSchema = z
  .object({
    run: z.int(),
    failures: z.array(
      z.object({
        rule: z.string(),
        name: z.string(),
        expected: z.boolean(),
        message: z.string(),
        wording: wordingSchema,
      }),
    ),
    thin: z.array(z.string()).describe('Rules without two firing and two other cases'),
  })
  .meta({ id: 'PackCases' })

const fieldChangeSchema = z.object({ field: z.string(), before: z.string(), after: z.string() })

export const diffQuerySchema = z.object({
  against: z
    .union([z.literal('live'), sha256])
    .default('live')
    .describe('live, or the hash of a pack'),
})

export const packDiffSchema = z
  .object({
    from: z.string(),
    to: z.string(),
    same: z.boolean(),
    sections: z.record(
      z.string(),
      z.object({
        added: z.array(z.string()),
        removed: z.array(z.string()),
        changed: z.array(z.object({ id: z.string(), changes: z.array(fieldChangeSchema) })),
      }),
    ),
    manifest: z.array(fieldChangeSchema),
    text: z.string().describe('The same, to read or to mail'),
  })
  .meta({ id: 'PackDiff' })

const triedDecisionSchema = officerDecisionSchema.extend({ decisionId: z.null() })

export const triedParcelSchema = z
  .object({ live: triedDecisionSchema, draft: triedDecisionSchema })
  .meta({ id: 'TriedParcel', description: 'Both decisions on one parcel; nothing is stored.' })

export const reasonBodySchema = z
  .object({ reason: z.string().min(3).max(500).optional().describe('Kept in the audit log') })
  .nullish()
export type ReasonBody = z.infer<typeof reasonBodySchema>

const goBackSchema = z.object({
  reason: z.string().min(3).max(500).optional().describe('Kept in the audit log'),
  to: sha256
    .optional()
    .describe(
      'Refused as a conflict unless this one would answer again: called twice, it leads forward again',
    ),
})
export const rollbackModelBodySchema = goBackSchema.nullish()
export type RollbackModelBody = z.infer<typeof rollbackModelBodySchema>

export const rollbackBodySchema = goBackSchema.extend({ slot: slotSchema.default('customs') }).nullish()
export type RollbackBody = z.infer<typeof rollbackBodySchema>

const gateSchema = z.object({
  gate: z.enum(['lint', 'cases', 'cost', 'lanes', 'two_persons']),
  ok: z.boolean(),
  message: z.string(),
  wording: wordingSchema,
})

export const activatedSchema = z
  .object({
    slot: slotSchema,
    active: sha256,
    previous: sha256.nullable(),
    gates: z.array(gateSchema),
    costRatio: z.number(),
    lanes: z.object({
      parcels: z.int(),
      liveNonGreenPer10k: z.int(),
      draftNonGreenPer10k: z.int(),
      bandPer10k: z.int(),
    }),
  })
  .meta({ id: 'ActivatedPack' })

export const rolledBackSchema = z
  .object({ slot: slotSchema, from: sha256, to: sha256 })
  .meta({ id: 'RolledBackPack' })
