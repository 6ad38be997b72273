// Species cards and codes.

import { z } from 'zod'

const texts = z.array(z.string())

export const taxonSchema = z
  .object({
    id: z.string(),
    scientificName: z.string(),
    synonyms: texts,
    rank: z.string(),
    group: z.string(),
    names: z.record(z.string(), texts),
    hazards: texts,
    partsInTrade: texts.describe('CITES trade term codes'),
    tradeDefault: z.string(),
    confidence: z.string(),
    checkedOn: z.string(),
    listings: z.array(
      z.object({
        population: z.string(),
        origins: texts,
        appendix: z.string(),
        annex: z.string(),
        annotation: z.string(),
        partsCovered: texts,
        partsExempt: texts,
        weightLimitGrams: z.number().nullable(),
        regime: z.string(),
        legalBasis: z.string(),
        validFrom: z.string(),
        checkedOn: z.string(),
        confidence: z.string(),
        source: z.string(),
      }),
    ),
    suspensions: z.array(
      z.object({
        origin: z.string(),
        sourceCode: z.string(),
        kind: z.string(),
        legalBasis: z.string(),
        validFrom: z.string(),
        checkedOn: z.string(),
        confidence: z.string(),
        source: z.string(),
      }),
    ),
    papers: z.record(z.string(), texts).describe('Papers normally required, by regime'),
    lookFor: z.array(z.object({ form: z.string(), text: z.string() })),
  })
  .meta({
    id: 'Taxon',
    description: 'A species card. Legal status is what the pack says on its date; it is not legal advice.',
  })

export const taxaListSchema = z.object({ taxa: z.array(taxonSchema) }).meta({ id: 'TaxonList' })

export const reasonCodeListSchema = z
  .object({
    codes: z.array(
      z.object({ code: z.string(), kind: z.enum(['warning', 'rule', 'carrier']), text: z.string() }),
    ),
  })
  .meta({ id: 'ReasonCodeList' })
