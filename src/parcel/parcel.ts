// The strict shape of one declared item (CN22/CN23/ITMATT/house waybill data) after lenient reading.
// Missing data is null, never an empty string or zero: a zero that was declared stays a zero.

export const services = ['letter', 'parcel', 'ems', 'express', 'freight'] as const
export type Service = (typeof services)[number]

export const categories = [
  'sale_of_goods',
  'returned_goods',
  'gift',
  'commercial_sample',
  'documents',
  'other',
] as const
export type Category = (typeof categories)[number]

export const regimes = ['import', 'export', 'transit', 'intra_eu'] as const
export type Regime = (typeof regimes)[number]

/** An amount in the minor unit of its ISO 4217 currency (EUR 35.00 is 3500, JPY 35 is 35). */
export type Money = { readonly minorUnits: number; readonly currency: string }

export type Party = {
  readonly name: string | null
  readonly company: string | null
  readonly street: string | null
  readonly postcode: string | null
  readonly city: string | null
  readonly country: string | null
  readonly phone: string | null
  readonly email: string | null
}

/** One line of the declaration (CN23 columns 1 to 8). */
export type Piece = {
  readonly description: string
  readonly quantity: number | null
  readonly netWeightGrams: number | null
  readonly value: Money | null
  /** Digits only, 4 to 10 of them; null when absent or unreadable. */
  readonly hsCode: string | null
  readonly originCountry: string | null
}

/** Of which nothing is known. */
export const emptyPiece: Piece = {
  description: '',
  quantity: null,
  netWeightGrams: null,
  value: null,
  hsCode: null,
  originCountry: null,
}

/** What the article was sold as, where a platform says so. */
export type Sale = {
  readonly platform: string | null
  readonly listingId: string | null
  readonly sellerId: string | null
  readonly title: string | null
}

/** A supporting document as declared in UCC data element 12 03 (`C638`, `Y900`), or marked verified by an officer. */
export type DeclaredDocument = {
  readonly code: string
  readonly number: string | null
  readonly issuer: string | null
  readonly validTo: string | null
  /** True only when an officer's key said so; a courier's claim is dropped on reading. */
  readonly verified: boolean
}

/** An item identifier of UPU S10-12 taken apart. */
export type ItemIdentifier = {
  readonly raw: string
  readonly isS10: boolean
  readonly checkDigitValid: boolean
  /** ISO 3166 alpha-2 of the issuing post, null when not an S10 id. */
  readonly issuingCountry: string | null
}

export type Parcel = {
  readonly itemId: ItemIdentifier | null
  readonly clientRef: string | null
  readonly service: Service | null
  readonly category: Category | null
  readonly regime: Regime
  readonly declarationType: string | null
  readonly sender: Party | null
  readonly addressee: Party | null
  readonly contents: readonly Piece[]
  readonly grossWeightGrams: number | null
  readonly postage: Money | null
  readonly sale: Sale | null
  readonly documents: readonly DeclaredDocument[]
  readonly handlingCodes: readonly string[]
  readonly route: readonly string[]
  readonly postingOffice: string | null
  /** RFC 3339 in UTC, to the second. */
  readonly postedAt: string | null
  readonly supersedes: string | null
}

/** Something odd in the declaration. Never changes a lane; `request` asks the sender to mend it. */
export type ParcelWarning = {
  readonly code: string
  /** RFC 6901 JSON Pointer into the parcel as it was sent. */
  readonly pointer: string
  readonly request: boolean
}
