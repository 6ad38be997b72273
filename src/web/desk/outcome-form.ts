// The outcome form as a report, read by the schema of the API; what does not fit is named at its field.

import { readDecimal } from '../../parcel/money.ts'
import {
  findingsMax,
  type OutcomeReportBody,
  outcomeReportSchema,
} from '../../routes/schemas/outcome-schema.ts'
import type { CompiledPack } from '../../scoring/engine.ts'
import { foldName } from '../../scoring/fold-name.ts'
import type { AnswerLanguage } from '../../scoring/local-text.ts'
import { findTaxa } from '../../scoring/species-card.ts'
import { type TradeTerm, tradeTerms } from '../../scoring/trade-terms.ts'
import type { Form } from '../form-body.ts'
import type { Texts } from '../texts/texts.ts'
import { plainNumber } from './typed-amount.ts'

const findingNames = ['taxon', 'form', 'quantity', 'unit'] as const

export type OutcomeFields = {
  readonly method: string
  readonly result: string
  readonly stage: string
  readonly findings: readonly Readonly<Record<(typeof findingNames)[number], string>>[]
  readonly papers: readonly string[]
  readonly concealment: string
  readonly note: string
}

export function outcomeFields(form: Form): OutcomeFields {
  const findings = []
  for (let at = 0; at < findingsMax; at++) {
    if (!form.has(`f${at}.taxon`)) break
    const text = (name: string) => form.text(`f${at}.${name}`, 200).trim()
    const typed = text('taxon')
    // A candidate stands for the words it was found by; what was typed since goes before it.
    findings.push({
      taxon: typed === text('sought') ? text('chosen') || typed : typed,
      form: text('form'),
      quantity: text('quantity'),
      unit: text('unit'),
    })
  }
  return {
    method: form.text('method', 40),
    result: form.text('result', 40),
    stage: form.text('stage', 40),
    findings,
    papers: [...form.all('papers'), ...form.text('otherPapers', 200).split(/[\s,;]+/)].filter(
      (code) => code !== '',
    ),
    concealment: form.text('concealment', 1000),
    note: form.text('note', 2000),
  }
}

export type ReportReading =
  | { readonly ok: true; readonly report: OutcomeReportBody }
  | { readonly ok: false; readonly faults: ReadonlyMap<string, string> }

/** A name that the pack knows exactly becomes its taxon; any other stays as typed. */
export function readReport(
  fields: OutcomeFields,
  customs: CompiledPack,
  language: AnswerLanguage,
  t: Texts,
): ReportReading {
  const faults = new Map<string, string>()
  const findings: unknown[] = []
  for (const [at, row] of fields.findings.entries()) {
    if (row.taxon === '' && row.form === '' && row.quantity === '') continue
    if (row.taxon === '') faults.set(`f${at}.taxon`, t.outcome.faultSpecies)
    const quantity = row.quantity === '' ? null : readDecimal(plainNumber(row.quantity), 1e9)
    if (row.quantity !== '' && !quantity) faults.set(`f${at}.quantity`, t.outcome.faultQuantity)
    const unit = row.unit !== '' ? row.unit : (tradeTerms.get(row.form as TradeTerm)?.unit ?? null)
    findings.push({
      taxon: knownTaxon(row.taxon, customs, language),
      form: row.form === '' ? null : row.form,
      quantity,
      unit: quantity === null ? null : unit,
    })
  }
  const text = (value: string) => (value.trim() === '' ? null : value.trim())
  const { method, result, stage, papers } = fields
  const read = outcomeReportSchema.safeParse({
    method,
    result,
    stage: stage === '' ? undefined : stage,
    findings,
    papers,
    concealment: text(fields.concealment),
    note: text(fields.note),
  })
  if (!read.success) {
    for (const { path } of read.error.issues) {
      const [first, at, name] = path
      const field = first === 'findings' ? `f${String(at)}.${String(name)}` : String(first ?? 'result')
      if (!faults.has(field)) faults.set(field, faultText(String(first), t))
    }
  }
  return faults.size === 0 && read.success ? { ok: true, report: read.data } : { ok: false, faults }
}

function faultText(field: string, { outcome }: Texts): string {
  if (field === 'result' || field === 'method') return outcome.faultResult
  return field === 'papers' ? outcome.faultPapers : outcome.faultValue
}

function knownTaxon(words: string, customs: CompiledPack, language: AnswerLanguage): string {
  if (customs.tables.taxa.has(words)) return words
  const [first] = words === '' ? [] : findTaxa(customs, words.slice(0, 100), 1, language)
  const isExact =
    first !== undefined &&
    [first.scientificName, ...Object.values(first.names).flat()].some(
      (name) => foldName(name) === foldName(words),
    )
  return isExact ? first.scientificName : words
}
