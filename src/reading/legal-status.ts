// What the law says of a taxon, once form, origin and weight are considered: taxa.csv and listings.csv read together.
// Pure; knows tables, not texts. A status is what the pack says on its date, never a legal opinion.

import type { Confidence } from './lexicon-row.ts'
import type { Annex, LegalRegime, Listing, Taxon } from './taxon.ts'

export type SpecimenContext = {
  /** Trade term code, or empty when the text does not say. */
  readonly form: string
  /** ISO 3166 alpha-2, or empty. */
  readonly originCountry: string
  readonly netWeightGrams: number | null
}

export type LegalStatus = {
  readonly appendix: Listing['appendix']
  readonly annex: Annex
  readonly regime: LegalRegime
  readonly legalBasis: string
  readonly validFrom: string
  readonly checkedOn: string
  readonly confidence: Confidence
  /** Some populations or parts are listed and others not, and nothing said so far decides which this is. */
  readonly partial: boolean
  /** The taxon is listed, but not this part, population or weight of it. */
  readonly exempt: boolean
  /** Annotation of the deciding listing such as #15, or empty. */
  readonly annotation: string
}

export type LegalTables = {
  readonly taxa: ReadonlyMap<string, Taxon>
  readonly listings: ReadonlyMap<string, readonly Listing[]>
}

const notListed: LegalStatus = {
  appendix: 'none',
  annex: 'none',
  regime: 'none',
  legalBasis: '',
  validFrom: '',
  checkedOn: '',
  confidence: 'low',
  partial: false,
  exempt: false,
  annotation: '',
}

/** Articles ready for use: what "finished product" in an annotation means of a parcel's contents. */
const finishedForms: ReadonlySet<string> = new Set([
  'WPR',
  'CAR',
  'JWL',
  'FPT',
  'FUR',
  'OIL',
  'EXT',
  'MED',
  'POW',
])
const depthMax = 10

export function legalTables(taxa: readonly Taxon[], listings: readonly Listing[]): LegalTables {
  const byTaxon = new Map<string, Listing[]>()
  for (const listing of listings) {
    const list = byTaxon.get(listing.taxon)
    if (list === undefined) byTaxon.set(listing.taxon, [listing])
    else list.push(listing)
  }
  return { taxa: new Map(taxa.map((taxon) => [taxon.id, taxon])), listings: byTaxon }
}

export function legalStatusOf(
  taxa: readonly Taxon[],
  listings: readonly Listing[],
): (taxonId: string, specimen: SpecimenContext) => LegalStatus {
  const tables = legalTables(taxa, listings)
  const memory = new StatusMemory(tables)
  return (taxonId, specimen) => memory.resolve(taxonId, specimen)
}

/** What a status depends on besides the form. */
type Grounds = { readonly byWeight: boolean; readonly origins: ReadonlySet<string> }

const statusesMax = 20_000

/**
 * Statuses once worked out: there are few different ones, and each mention asks twice. Working one out takes 0.8 us, remembering it
 * 0.1 us. Taxa with a weight limit are worked out each time.
 */
class StatusMemory {
  readonly #tables: LegalTables
  readonly #grounds = new Map<string, Grounds>()
  readonly #statuses = new Map<string, Map<string, LegalStatus>>()
  #count = 0

  constructor(tables: LegalTables) {
    this.#tables = tables
  }

  resolve(taxonId: string, specimen: SpecimenContext): LegalStatus {
    const { byWeight, origins } = this.#groundsOf(taxonId)
    if (byWeight || specimen.form.length > 3) return resolveStatus(this.#tables, taxonId, specimen)
    // All origins that no listing names are alike.
    const origin = specimen.originCountry
    const lane = origin === '' || origins.size === 0 ? '' : origins.has(origin) ? origin : 'other'
    const key = lane === '' ? specimen.form : `${specimen.form}/${lane}`
    let statuses = this.#statuses.get(taxonId)
    const known = statuses?.get(key)
    if (known !== undefined) return known
    if (++this.#count > statusesMax) this.#forget()
    statuses = this.#statuses.get(taxonId) ?? new Map<string, LegalStatus>()
    this.#statuses.set(taxonId, statuses)
    const status = resolveStatus(this.#tables, taxonId, specimen)
    statuses.set(key, status)
    return status
  }

  #groundsOf(taxonId: string): Grounds {
    let grounds = this.#grounds.get(taxonId)
    if (grounds === undefined) {
      const taxon = this.#tables.taxa.get(taxonId)
      const listings = taxon === undefined ? [] : listingsOf(this.#tables, taxon, 0)
      grounds = {
        byWeight: taxon === undefined || listings.some(({ weightLimitGrams }) => weightLimitGrams !== null),
        origins: new Set(listings.flatMap((listing) => listing.origins)),
      }
      // An id that names no taxon is not remembered: nobody bounds how many of those there are.
      if (taxon !== undefined) this.#grounds.set(taxonId, grounds)
    }
    return grounds
  }

  #forget(): void {
    this.#statuses.clear()
    this.#count = 1
  }
}

export function resolveStatus(tables: LegalTables, taxonId: string, specimen: SpecimenContext): LegalStatus {
  const taxon = tables.taxa.get(taxonId)
  if (taxon === undefined) return notListed
  const all = listingsOf(tables, taxon, 0)
  const here = ofOrigin(all, specimen.originCountry)
  const listed = here.filter((listing) => isListed(listing) && covers(listing, specimen))
  const free = here.filter((listing) => !isListed(listing) && frees(listing, specimen, listed.length > 0))
  if (listed.length === 0) return freeStatus(all, free[0] ?? here.find((listing) => !isListed(listing)))
  const partial = free.length > 0
  const deciding = partial ? (listed[0] as Listing) : strictestOrDefault(listed, taxon.tradeDefault)
  return {
    ...statusOf(deciding),
    annex: partial ? taxon.tradeDefault : deciding.annex,
    partial,
    exempt: false,
  }
}

function listingsOf(tables: LegalTables, taxon: Taxon, depth: number): readonly Listing[] {
  const own = tables.listings.get(taxon.id)
  if (own !== undefined && own.length > 0) return own
  const parent = tables.taxa.get(taxon.parent)
  return parent === undefined || depth >= depthMax ? [] : listingsOf(tables, parent, depth + 1)
}

/** A known origin leaves the listings made for it, else those made for no origin in particular. */
function ofOrigin(listings: readonly Listing[], origin: string): readonly Listing[] {
  if (origin === '') return listings
  const own = listings.filter((listing) => listing.origins.includes(origin))
  return own.length > 0 ? own : listings.filter((listing) => listing.origins.length === 0)
}

function isListed(listing: Listing): boolean {
  return (
    listing.annex !== 'none' ||
    listing.regime === 'birds_directive' ||
    listing.regime === 'habitats_directive'
  )
}

function covers(listing: Listing, specimen: SpecimenContext): boolean {
  const { form } = specimen
  if (form === '') return true
  if (listing.partsExempt.includes(form)) return false
  return (
    listing.partsCovered.length === 0 ||
    listing.partsCovered.includes('all') ||
    listing.partsCovered.includes(form)
  )
}

/** Whether a row that says "not listed" may be about this specimen. */
function frees(
  listing: Listing,
  { form, netWeightGrams }: SpecimenContext,
  otherwiseListed: boolean,
): boolean {
  if (listing.weightLimitGrams !== null) {
    if (form !== '' && !finishedForms.has(form)) return false
    return netWeightGrams === null || netWeightGrams <= listing.weightLimitGrams
  }
  if (form === '' || !otherwiseListed) return true
  // A row that frees other populations stays in question; one that frees parts is settled by the form.
  return listing.partsExempt.length === 0 && listing.annotation === ''
}

function freeStatus(all: readonly Listing[], free: Listing | undefined): LegalStatus {
  const exempt = all.some(isListed)
  return free === undefined ? { ...notListed, exempt } : { ...statusOf(free), partial: false, exempt }
}

const strictness: readonly Annex[] = ['A', 'B', 'C', 'D', 'none']

/** A name that spans annexes takes what trade is mostly about, where the pack says so. */
function strictestOrDefault(listed: readonly Listing[], tradeDefault: Annex): Listing {
  const usual = listed.find((listing) => listing.annex === tradeDefault)
  const sorted = [...listed].sort((a, b) => strictness.indexOf(a.annex) - strictness.indexOf(b.annex))
  return usual ?? (sorted[0] as Listing)
}

function statusOf(listing: Listing): Omit<LegalStatus, 'partial' | 'exempt'> {
  const { appendix, annex, regime, legalBasis, validFrom, checkedOn, confidence, annotation } = listing
  return { appendix, annex, regime, legalBasis, validFrom, checkedOn, confidence, annotation }
}
