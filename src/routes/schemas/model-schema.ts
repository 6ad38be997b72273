// Forests as the API shows them: cards, lists, trainings, judgements.

import { z } from 'zod'
import { trainingRecordSchema } from '../../forest/model-file.ts'
import { backtestReportSchema } from './backtest-schema.ts'
import { activatedSchema, packListSchema } from './pack-schema.ts'
import { shadowSchema } from './shadow-schema.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const modelParamsSchema = z.object({ sha256: sha256.describe('Content hash of the forest') })
export type ModelParams = z.infer<typeof modelParamsSchema>

export const modelUploadSchema = z
  .object({ format: z.literal('beagle-forest/1'), sha256 })
  .loose()
  .meta({ id: 'ModelUpload', description: 'A model file as `beagle model train` writes it. At most 32 MiB.' })

export const modelCardSchema = z
  .object({
    sha256,
    id: z.string(),
    createdFor: z.string(),
    trainedOnOutcomes: z.boolean(),
    pointsCap: z.int().describe("What it may move a total by; the pack's policy may allow less"),
    neutralProbability: z.number().describe('Where it has nothing to add'),
    explains: z.boolean().describe('False where the file came without node means: no contributions'),
    trees: z.int(),
    nodes: z.int(),
    depth: z.int(),
    features: z.array(z.string()),
    encoders: z.array(z.object({ name: z.string(), inputs: z.array(z.string()), keys: z.int() })),
    record: trainingRecordSchema.omit({ distributions: true }).meta({ id: 'TrainingRecord' }),
    hasDistributions: z.boolean().describe('Whether drift can be measured against what it was trained on'),
  })
  .meta({ id: 'ModelCard' })

export const uploadedModelSchema = modelCardSchema
  .extend({ added: z.boolean().describe('False where the same forest was uploaded before') })
  .meta({ id: 'UploadedModel' })

export const modelListSchema = z
  .object({
    models: z.array(packListSchema.shape.packs.element.omit({ version: true })),
    slot: packListSchema.shape.slots.shape.customs,
    watching: packListSchema.shape.watching.describe(
      'The first parcels of a new forest, held against its forecast',
    ),
  })
  .meta({ id: 'ModelList' })

const day = z.iso.date()

export const trainBodySchema = z.object({
  since: day.describe('First day of decisions whose outcomes train'),
  until: day.optional().describe('Last day; keep later ones to judge on'),
  force: z.boolean().default(false).describe('Train although there are fewer than 50 finds'),
  seed: z.int().min(0).max(4_294_967_295).default(1),
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
    .optional()
    .describe('By default named after its last day'),
})
export type TrainBody = z.infer<typeof trainBodySchema>

export const evaluateBodySchema = z
  .object({ since: day.optional(), until: day.optional() })
  .nullish()
  .describe('Days of decisions whose outcomes judge; all when absent')
export type EvaluateBody = z.infer<typeof evaluateBodySchema>

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() })

export const rankingFiguresSchema = z
  .object({
    rows: z.int(),
    positives: z.int(),
    effectiveRows: z.number().describe('Rows of equal weight that would know as much'),
    foundRate: estimate.nullable(),
    areaUnderCurve: z.number().nullable(),
    slope: z.number().nullable().describe('1 where ten points really double the odds'),
    precisionAt: z.array(
      z.object({ rate: z.number(), rows: z.int(), precision: estimate, recall: estimate }),
    ),
    reliability: z.array(
      z.object({
        from: z.number().describe('Scores from here, included, to there'),
        to: z.number(),
        rows: z.int(),
        share: z.number().describe('Share of all rows, weighed'),
        predicted: z.number().describe('By the odds of the score, shifted by one offset to the rate found'),
        observed: estimate,
      }),
    ),
  })
  .meta({
    id: 'RankingFigures',
    description:
      'Intervals are 95 %. Rows are weighed by one over the recorded probability of a random pick. Shares of fewer than ten rows are left out.',
  })

const judgement = z.object({
  rules: rankingFiguresSchema,
  live: rankingFiguresSchema.nullable(),
  model: rankingFiguresSchema,
})

export const modelEvaluationSchema = z
  .object({
    sha256,
    live: sha256.nullable(),
    checked: z
      .object({
        fromDay: z.string().nullable(),
        toDay: z.string().nullable(),
        rows: z.int(),
        all: judgement.describe('On every row; rows that a forest was trained on flatter it'),
        unseen: judgement
          .extend({ fromDay: z.string() })
          .nullable()
          .describe('On rows after the data of this forest and of the live one'),
      })
      .nullable()
      .describe('Null where no parcel of the window was checked'),
    recent: backtestReportSchema
      .omit({ rules: true, unscored: true })
      .describe('Recent live parcels with the live forest and with this one'),
    bandPer10k: z.number().describe("Non-green parcels per 10,000 that the pack's policy allows"),
  })
  .meta({ id: 'ModelEvaluation', description: 'The result of a model_evaluate job.' })

export const trainedModelSchema = z
  .object({ card: modelCardSchema, effectiveRows: z.number(), clippedWeights: z.int() })
  .meta({ id: 'TrainedModel', description: 'The result of a model_train job.' })

export const modelShadowSchema = shadowSchema
  .extend({
    shadow: shadowSchema.shape.shadow
      .unwrap()
      .extend({ live: sha256.nullable().describe('Forest it runs beside') })
      .nullable(),
  })
  .meta({ id: 'ModelShadow' })

export const activatedModelSchema = activatedSchema.omit({ slot: true }).meta({ id: 'ActivatedModel' })

export const rolledBackModelSchema = z.object({ from: sha256, to: sha256 }).meta({ id: 'RolledBackModel' })
