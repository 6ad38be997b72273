// The shapes of answers. Production does not validate its own answers (2.3-2.5 times the cost); the tests parse every one with these.

import { z } from 'zod'
import { readings } from '../../reading/mention.ts'
import { actions, lanes, likelihoods, severities } from '../../scoring/assessment.ts'

const noticeSchema = z
  .object({ code: z.string(), pointer: z.string(), message: z.string() })
  .meta({ id: 'Notice', description: 'Something odd in the declaration, with a JSON Pointer to it' })

const head = {
  decisionId: z.uuid(),
  itemId: z.string().nullable(),
  clientRef: z.string().nullable(),
  decidedAt: z.iso.datetime(),
  mode: z.enum(['live', 'test']),
  supersedes: z.string().nullable(),
  status: z.enum(['scored', 'unscored']),
}
const notices = { informationRequests: z.array(noticeSchema), warnings: z.array(noticeSchema) }
const laneSchema = z.enum(lanes)
const actionSchema = z.enum(actions)

export const carrierDecisionSchema = z
  .object({
    ...head,
    score: z.number().min(0).max(100).nullable().describe('To the nearest ten'),
    lane: laneSchema.nullable(),
    instruction: z.enum(['proceed', 'complete_data', 'set_aside']).nullable(),
    message: z.string().nullable(),
    sortCode: z.string().nullable().describe("The client's own code for this action"),
    ...notices,
  })
  .meta({ id: 'CarrierDecision' })

const packRefSchema = z.object({ id: z.string(), version: z.string(), sha256: z.string() })

const reasonSchema = z
  .object({
    code: z.string(),
    rule: z.string(),
    family: z.string(),
    points: z.int(),
    pointer: z.string(),
    start: z.int().describe('UTF-16 offset into the text at pointer; -1 where the reason is no span'),
    end: z.int(),
    source: z.string(),
    observed: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    text: z.string(),
  })
  .meta({ id: 'Reason' })

const mentionSchema = z
  .object({
    kind: z.string(),
    termId: z.string(),
    term: z.string(),
    language: z.string(),
    taxon: z.string(),
    commodity: z.string(),
    form: z.string(),
    strength: z.string(),
    reading: z.enum(readings),
    why: z.array(z.string()),
    match: z.string(),
    start: z.int(),
    end: z.int(),
    pointer: z.string(),
  })
  .meta({ id: 'Mention' })

export const officerDecisionSchema = z
  .object({
    ...head,
    score: z.number().min(0).max(100).nullable(),
    points: z
      .object({ prior: z.int(), rules: z.int(), forest: z.int(), adjustments: z.int(), total: z.int() })
      .optional(),
    likelihood: z.enum(likelihoods).optional(),
    severity: z.enum(severities).optional(),
    openness: z.enum(['declared', 'concealed']).optional(),
    ground: z.boolean().optional(),
    evidenceLane: laneSchema.optional(),
    lane: laneSchema.nullable(),
    action: actionSchema.nullable(),
    message: z.string().optional(),
    priority: z.enum(['normal', 'urgent']).optional(),
    selection: z
      .object({ by: z.enum(['evidence', 'random']), probability: z.number().min(0).max(1) })
      .optional(),
    sortCode: z.string().nullable(),
    steps: z.array(z.object({ step: z.string(), action: actionSchema, detail: z.string() })).optional(),
    hazards: z.array(z.string()).optional(),
    reasons: z.array(reasonSchema).optional(),
    adjustments: z.array(z.object({ family: z.string(), cap: z.int(), points: z.int() })).optional(),
    unknownRules: z.array(z.string()).optional(),
    nearMisses: z
      .array(z.object({ rule: z.string(), title: z.string(), failed: z.string() }))
      .optional()
      .describe('With explain=near: rules that one condition kept from firing, and that condition as CEL'),
    forest: z
      .object({
        id: z.string(),
        sha256: z.string(),
        points: z.int(),
        lines: z.array(
          z.object({ feature: z.string(), value: z.number().nullable(), points: z.int(), text: z.string() }),
        ),
      })
      .nullable()
      .optional(),
    mentions: z.array(mentionSchema).optional(),
    papers: z
      .array(
        z.object({
          paper: z.string(),
          anyOf: z.array(z.string()),
          declared: z.enum(['yes', 'no', 'verified']),
          appliesIf: z.string(),
          legalBasis: z.string(),
        }),
      )
      .optional(),
    carrierPolicy: z
      .array(z.object({ code: z.string(), rule: z.string(), pack: z.string(), text: z.string() }))
      .optional(),
    ...notices,
    packs: z.array(packRefSchema),
    scorer: z.string(),
    scoredInMicros: z.int(),
  })
  .meta({ id: 'OfficerDecision' })

/** Which of the two comes follows the role of the key. */
export const decisionSchema = z.union([officerDecisionSchema, carrierDecisionSchema])
