// Words and UPU/ITMATT codes for category, service and regime, as postal APIs write them.

import type { Category, Regime, Service } from './parcel.ts'

/** Item-nature codes of ITMATT (UPU M33; from memory) and the words of the CN23 tick-boxes. */
const categoryWords: Readonly<Record<string, Category>> = {
  '11': 'sale_of_goods',
  '21': 'returned_goods',
  '31': 'gift',
  '32': 'commercial_sample',
  '91': 'documents',
  '991': 'other',
  sale_of_goods: 'sale_of_goods',
  sale: 'sale_of_goods',
  goods: 'sale_of_goods',
  merchandise: 'sale_of_goods',
  returned_goods: 'returned_goods',
  return: 'returned_goods',
  returns: 'returned_goods',
  gift: 'gift',
  present: 'gift',
  commercial_sample: 'commercial_sample',
  sample: 'commercial_sample',
  samples: 'commercial_sample',
  documents: 'documents',
  document: 'documents',
  other: 'other',
}

/** UPU mail classes U, C, E (S10 first letters alike) and common service names. */
const serviceWords: Readonly<Record<string, Service>> = {
  u: 'letter',
  l: 'letter',
  r: 'letter',
  letter: 'letter',
  letters: 'letter',
  letter_post: 'letter',
  registered: 'letter',
  small_packet: 'letter',
  packet: 'letter',
  c: 'parcel',
  cp: 'parcel',
  parcel: 'parcel',
  parcels: 'parcel',
  parcel_post: 'parcel',
  e: 'ems',
  ems: 'ems',
  express: 'express',
  courier: 'express',
  freight: 'freight',
  cargo: 'freight',
  air_cargo: 'freight',
}

const regimeWords: Readonly<Record<string, Regime>> = {
  import: 'import',
  im: 'import',
  export: 'export',
  ex: 'export',
  transit: 'transit',
  intra_eu: 'intra_eu',
  intraeu: 'intra_eu',
}

const key = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')

/** Own words only: every object answers to `constructor`. */
const wordIn = <Word>(words: Readonly<Record<string, Word>>, text: string): Word | null => {
  const word = key(text)
  return Object.hasOwn(words, word) ? words[word]! : null
}

export const readCategory = (text: string): Category | null => wordIn(categoryWords, text)
export const readService = (text: string): Service | null => wordIn(serviceWords, text)
export const readRegime = (text: string): Regime | null => wordIn(regimeWords, text)

/** The id of a decision: a UUID, in lower case. */
export const readDecisionId = (text: string): string | null =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : null

/** HS code of 4 to 10 digits, written with dots, spaces or hyphens; null when it is none. */
export function readHsCode(text: string): string | null {
  const digits = text.replace(/[\s.-]/g, '')
  return /^\d{4,10}$/.test(digits) ? digits : null
}
