// A seizure as CSV for an officer to complete elsewhere: the columns of the CITES annual illegal trade report, or of the ETIS record for ivory.
// What is not known here stays empty. No note, no party and no item id is in it: a draft leaves the building.

import { stringify } from 'csv-stringify/sync'
import { dayText } from '../parcel/day.ts'
import { currencyExponent } from '../parcel/money.ts'
import type { CompiledPack } from '../scoring/engine.ts'
import type { CheckMethod } from '../scoring/outcome-label.ts'
import { tradeTerms } from '../scoring/trade-terms.ts'
import type { StoredDecision } from '../store/decision-record.ts'
import { unpackGoods } from '../store/goods-codec.ts'
import type { OutcomeFinding, StoredOutcome } from '../store/outcomes-record.ts'

export const draftForms = ['illegal_trade_report', 'etis'] as const
export type DraftForm = (typeof draftForms)[number]

export type DraftSource = {
  readonly decision: StoredDecision
  /** In the order they were recorded; the last one is the seizure. */
  readonly outcomes: readonly StoredOutcome[]
  /** Names and listings are those of the pack in force. */
  readonly customs: CompiledPack
}

type Seizure = {
  readonly id: string
  readonly date: string
  readonly findings: readonly (OutcomeFinding & { readonly species: string; readonly appendix: string })[]
  readonly detection: string
  readonly concealment: string
  readonly mode: string
  readonly origin: string
  readonly exportCountry: string
  readonly transit: string
  readonly destination: string
  readonly value: string
}

/** A spreadsheet opens it, and runs none of its cells. */
export function seizureDraft(form: DraftForm, source: DraftSource): string {
  const seizure = seizureOf(source)
  const rows = form === 'etis' ? [etisRow(seizure)] : tradeReportRows(seizure)
  const table = [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))]
  return stringify(table, { bom: true, record_delimiter: 'windows', escape_formulas: true })
}

const detections: Readonly<Record<CheckMethod, string>> = {
  not_inspected: '',
  xray: 'X-ray',
  dog: 'Sniffer dog',
  opened_by_customs: 'Physical inspection',
  laboratory: 'Laboratory analysis',
}

function seizureOf({ decision, outcomes, customs }: DraftSource): Seizure {
  const goods = unpackGoods(decision.goods)
  const seized = outcomes.filter(({ result }) => result === 'listed_without_valid_papers')
  // A laboratory confirms what an officer has described: the newest description stands.
  const described = seized.findLast(({ findings }) => findings.length > 0)
  const checked = outcomes.find(({ method }) => method !== 'laboratory' && method !== 'not_inspected')
  const origins = new Set(goods.contents.flatMap(({ originCountry }) => originCountry ?? []))
  const { senderCountry, addresseeCountry } = goods.parties
  return {
    id: decision.id,
    date: dayText(seized[0]!.recordedAtMs),
    findings: (described?.findings ?? [unnamed]).map((finding) => ({
      ...finding,
      ...listingOf(finding, customs, [...origins][0] ?? senderCountry ?? ''),
    })),
    detection: detections[(checked ?? seized[0]!).method],
    concealment: seized.findLast(({ concealment }) => concealment !== null)?.concealment ?? '',
    mode: goods.service === 'freight' ? 'Freight' : goods.service === 'express' ? 'Courier' : 'Mail',
    origin: [...origins].join(' '),
    exportCountry: senderCountry ?? '',
    transit: goods.route
      .filter((country) => country !== senderCountry && country !== addresseeCountry)
      .join(' '),
    destination: addresseeCountry ?? '',
    value: declaredValue(goods.contents.map(({ value }) => value)),
  }
}

const unnamed: OutcomeFinding = { taxon: '', form: null, quantity: null, unit: null }

function listingOf({ taxon, form }: OutcomeFinding, customs: CompiledPack, originCountry: string) {
  const { taxa } = customs.pack.bundle
  const wanted = taxon.toLowerCase()
  const known = taxa.find(
    ({ id, scientificName }) => id === wanted || scientificName.toLowerCase() === wanted,
  )
  if (known === undefined) return { species: taxon, appendix: '' }
  const status = customs.legalStatus(known.id, { form: form ?? '', originCountry, netWeightGrams: null })
  const appendix = status.partial || status.appendix === 'none' ? '' : status.appendix
  return { species: known.scientificName, appendix }
}

/** Sums by currency; the sender's word, so it says so. */
function declaredValue(values: readonly ({ minorUnits: number; currency: string } | null)[]): string {
  const sums = new Map<string, number>()
  for (const value of values) {
    if (value !== null) sums.set(value.currency, (sums.get(value.currency) ?? 0) + value.minorUnits)
  }
  const texts = [...sums].map(([currency, units]) => {
    const digits = currencyExponent(currency)
    return `${(units / 10 ** digits).toFixed(digits)} ${currency}`
  })
  return texts.length === 0 ? '' : `${texts.join(' + ')} (declared)`
}

type Cells = Readonly<Record<string, string | number>>

const tradeReportRows = (seizure: Seizure): Cells[] =>
  seizure.findings.map((finding, index) => ({
    'Unique ID': `${seizure.id}/${index + 1}`,
    'Date of seizure': seizure.date,
    Species: finding.species,
    Appendix: finding.appendix,
    'Description of specimen': finding.form ?? '',
    Quantity: finding.quantity ?? '',
    Unit: finding.unit ?? '',
    'Location of incident': '',
    'Detecting agency': '',
    'Reason for seizure': 'No valid CITES papers',
    'Mode of transport': seizure.mode,
    'Method of detection': seizure.detection,
    'Method of concealment': seizure.concealment,
    'Alleged country of origin': seizure.origin,
    'Country of transit': seizure.transit,
    'Destination country/point': seizure.destination,
    'Estimated value': seizure.value,
    'Law under which charges were brought': '',
    Sanction: '',
    'Disposal of confiscated specimens': '',
  }))

const rawIvory: ReadonlySet<string | null> = new Set(['TUS', 'IVP'])
const workedIvory: ReadonlySet<string | null> = new Set(['IVC', 'IJW', 'KEY'])
const hides: ReadonlySet<string | null> = new Set(['SKI', 'SKP', 'SID', 'PLA', 'LPL', 'LPS'])
const elephants = /^(?:elephant|elephas|loxodonta)/i

function etisRow(seizure: Seizure): Cells {
  const ofElephants = seizure.findings.filter(({ species }) => elephants.test(species))
  const others = seizure.findings.filter((finding) => !ofElephants.includes(finding))
  const raw = amounts(ofElephants.filter(({ form }) => rawIvory.has(form)))
  const worked = amounts(ofElephants.filter(({ form }) => workedIvory.has(form)))
  const hide = amounts(ofElephants.filter(({ form }) => hides.has(form)))
  const products = ofElephants.filter(
    ({ form }) => !rawIvory.has(form) && !workedIvory.has(form) && !hides.has(form),
  )
  const product = amounts(products)
  return {
    ID: '',
    Folio: '',
    Status: 'draft',
    'Report date': '',
    'Seizure date': seizure.date,
    'Source of data': '',
    Agency: '',
    'Source grade': '',
    Activities: '',
    'Place of discovery': '',
    'City of discovery': '',
    'Country of discovery': '',
    'Countries of origin': seizure.origin,
    'Countries of export': seizure.exportCountry,
    'Countries of transit': seizure.transit,
    'Country of destination': seizure.destination,
    Species: [...new Set(ofElephants.map(({ species }) => species))].join('; '),
    'Raw ivory pieces': raw.pieces,
    'Raw ivory kg': raw.kilograms,
    'Worked ivory pieces': worked.pieces,
    'Worked ivory kg': worked.kilograms,
    'Hide pieces': hide.pieces,
    'Hide kg': hide.kilograms,
    'Other product pieces': product.pieces,
    'Other product kg': product.kilograms,
    'Other product type': products.map(nameOf).join('; '),
    'Other contraband': others.map((one) => `${one.species} ${nameOf(one)}`.trim()).join('; '),
    'Estimated value': seizure.value,
    'Mode of transport': seizure.mode,
    'Method of concealment': seizure.concealment,
    'Detection method': seizure.detection,
    'Suspect nationality': '',
    'Additional information': '',
    'Internal reference': seizure.id,
  }
}

const nameOf = ({ form }: OutcomeFinding): string => (form === null ? '' : tradeTerms.get(form)!.name)

/** Pieces and kilograms of what was counted or weighed; other units do not fit the form. */
function amounts(findings: readonly OutcomeFinding[]): { pieces: number | ''; kilograms: number | '' } {
  let [pieces, grams] = [0, 0]
  for (const { quantity, unit } of findings) {
    if (unit === 'no.') pieces += quantity ?? 0
    if (unit === 'kg') grams += (quantity ?? 0) * 1000
    if (unit === 'g') grams += quantity ?? 0
  }
  return { pieces: pieces || '', kilograms: grams === 0 ? '' : Math.round(grams) / 1000 }
}
