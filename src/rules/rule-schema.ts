// A rule as ops write it in rules/*.yaml. JSON Schemas for editors are generated from here.

import { z } from 'zod'
import { strengths } from '../reading/lexicon-row.ts'
import { packLimits } from './pack-limits.ts'

const isoDate = z.iso.date()

/** A text in the four languages of the pages; English is the fallback and always there. */
export const localTextSchema = z.strictObject({
  en: z.string().min(1).max(500),
  fr: z.string().max(500).optional(),
  de: z.string().max(500).optional(),
  nl: z.string().max(500).optional(),
})

/** Walked without recursion, so that a hostile bundle cannot exhaust the stack here or where it is hashed. */
function isSmallJson(root: unknown): boolean {
  let level: unknown[] = [root]
  let units = 0
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > packLimits.caseDepth) return false
    const next: unknown[] = []
    for (const value of level) {
      units += typeof value === 'string' ? value.length : 1
      if (units > packLimits.caseUnits) return false
      if (typeof value === 'object' && value !== null)
        for (const inner of Object.values(value)) next.push(inner)
    }
    level = next
  }
  return true
}

/** A case beside the rule: a parcel as JSON, and whether this rule fires on it. */
const ruleCaseSchema = z.strictObject({
  name: z.string().min(1).max(200),
  parcel: z.record(z.string(), z.unknown()).refine(isSmallJson, 'nests too deep or holds too much'),
  asOf: z.iso.datetime().optional(),
  /** Counters over the earlier lines of the manifest (facts `manifest.*`); those left out are 0. */
  manifest: z.record(z.string().max(40), z.int().min(0).max(1_000_000)).optional(),
  fires: z.boolean(),
})

export const ruleSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .max(80),
  title: localTextSchema,
  /** CEL over the facts of GET /v1/facts. */
  when: z.string().min(1).max(4000),
  /** Either exact points on the log-odds scale or a word that the pack maps to points. */
  points: z.int().min(-100).max(100).optional(),
  strength: z.enum(strengths).optional(),
  /** True when the rule is a goods-based ground (design: step 1). */
  ground: z.boolean().default(false),
  /** True when it shows that the goods were hidden (cover words, conflicts, code words). */
  conceals: z.boolean().default(false),
  /** The action is at least this when the rule fires. */
  floor: z
    .enum(['request_information', 'document_check', 'inspect_nonintrusive', 'hold_and_refer'])
    .optional(),
  code: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/)
    .max(60),
  family: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .max(40),
  source: z.string().min(1).max(300),
  owner: z.string().min(1).max(100),
  validFrom: isoDate.optional(),
  validTo: isoDate.optional(),
  reviewBy: isoDate.optional(),
  operation: z.string().max(80).optional(),
  note: z.string().max(500).optional(),
  cases: z.array(ruleCaseSchema).max(50).default([]),
})

/** What a rules file may state once for all its rules. */
export const ruleDefaultsSchema = ruleSchema
  .pick({
    ground: true,
    conceals: true,
    floor: true,
    strength: true,
    code: true,
    family: true,
    source: true,
    owner: true,
    validFrom: true,
    validTo: true,
    reviewBy: true,
    operation: true,
  })
  .partial()

/** A rules/*.yaml file as it is written: what the defaults say need not stand in a rule. */
export const ruleFileSchema = z.strictObject({
  defaults: ruleDefaultsSchema.optional(),
  rules: z.array(ruleSchema.partial({ code: true, family: true, source: true, owner: true })).max(20_000),
})

export type LocalText = z.infer<typeof localTextSchema>
export type Rule = z.infer<typeof ruleSchema>
export type RuleDefaults = z.infer<typeof ruleDefaultsSchema>
export type RuleCase = z.infer<typeof ruleCaseSchema>
