// Where parcels come from and go to, and in which money: rough shares of postal flows into and out of the EU (own guesses),
// with each origin of the pack's source routes present on the innocent side too.

import type { Weighted } from './draw.ts'

export const ordinaryOrigins: Weighted<string> = Object.entries({
  CN: 480, GB: 90, US: 80, HK: 40, CH: 35, TR: 30, JP: 30, KR: 22, IN: 30, TH: 22, UA: 16, NO: 14, CA: 12, AU: 12,
  VN: 14, ID: 10, MY: 9, SG: 10, TW: 10, BR: 9, ZA: 9, MX: 7, AE: 9, RU: 4, MA: 8, EG: 6, PH: 6, NZ: 4, RS: 8, IL: 6,
  PK: 6, BD: 4, LK: 3, NP: 3, KE: 2, NG: 3, CM: 1, CD: 0.6, ZW: 0.6, NA: 0.6, MG: 1, TZ: 1, GH: 1, SN: 1.5, ML: 0.5,
  CI: 1, PE: 2, CL: 2, CO: 2, EC: 1, AR: 2, CU: 0.5, DO: 1, GL: 0.3, KZ: 1, IR: 0.5, SA: 2, QA: 1, PG: 0.3, TN: 1.5,
  GY: 0.2,
}) // biome-ignore format: a table of shares reads better in rows

export const destinations: Weighted<string> = Object.entries({
  DE: 24,
  FR: 18,
  NL: 12,
  BE: 10,
  ES: 10,
  IT: 12,
  PL: 8,
  HU: 5,
  AT: 5,
  SE: 4,
  DK: 3,
  IE: 4,
  CZ: 4,
  PT: 4,
  RO: 3,
  GR: 3,
  FI: 2,
  BG: 1,
  HR: 1,
  SK: 1,
})

/** Where parcels that leave the EU go. */
export const farDestinations: Weighted<string> = Object.entries({
  US: 26,
  GB: 24,
  CH: 16,
  CN: 8,
  HK: 6,
  JP: 5,
  NO: 5,
  AU: 4,
  CA: 4,
  KR: 3,
  TW: 2,
  PH: 1,
  VN: 1,
  LK: 0.5,
  AE: 2,
})

const currencies: Readonly<Record<string, string>> = {
  CN: 'CNY',
  GB: 'GBP',
  US: 'USD',
  HK: 'HKD',
  CH: 'CHF',
  TR: 'TRY',
  JP: 'JPY',
  KR: 'KRW',
  IN: 'INR',
  TH: 'THB',
  UA: 'UAH',
  NO: 'NOK',
  CA: 'CAD',
  AU: 'AUD',
  VN: 'VND',
  ID: 'IDR',
  MY: 'MYR',
  SG: 'SGD',
  TW: 'TWD',
  BR: 'BRL',
  ZA: 'ZAR',
  MX: 'MXN',
  AE: 'AED',
  RU: 'RUB',
  MA: 'MAD',
  EG: 'EGP',
  PH: 'PHP',
  NZ: 'NZD',
  PL: 'PLN',
  HU: 'HUF',
  SE: 'SEK',
  DK: 'DKK',
  CZ: 'CZK',
}

/** What a sender there counts in; many write dollars or euro instead. */
export function currencyOf(country: string): string {
  return currencies[country] ?? 'USD'
}

export const hubs = ['NL', 'DE', 'AE', 'HK', 'SG', 'TR', 'BE', 'QA', 'FR', 'ET'] as const

/** Posting offices are codes without meaning: the same few per country for every kind of parcel. */
export function officeOf(country: string, number: number): string {
  return `${country}${10_100 + number * 37}`
}
