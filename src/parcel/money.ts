// Amounts as declared, held in minor units by the ISO 4217 exponent. Conversion to euro needs the pack's rates and happens later.

import { bounds } from './bounds.ts'
import type { Money } from './parcel.ts'

/** ISO 4217 currencies whose minor unit is not a hundredth. */
const exponents: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
}

/** Digits after the decimal point of a currency: 2 unless ISO 4217 says otherwise. */
export function currencyExponent(currency: string): number {
  return exponents[currency] ?? 2
}

const decimalPattern = /^\d{1,12}(?:[.,]\d{1,4})?$/

/**
 * A non-negative amount as a number, from a number or a decimal string; a single comma or point is the decimal mark.
 * Null for anything else, and for more than the bound.
 */
export function readDecimal(value: unknown, max: number): number | null {
  let amount: number
  if (typeof value === 'number') amount = value
  else if (typeof value === 'string' && decimalPattern.test(value.trim()))
    amount = Number(value.trim().replace(',', '.'))
  else return null
  return Number.isFinite(amount) && amount >= 0 && amount <= max ? amount : null
}

/** Money from an amount and a currency code; null when either cannot be read. */
export function readMoney(amount: unknown, currency: unknown): Money | null {
  if (typeof currency !== 'string') return null
  const code = currency.trim().toUpperCase()
  if (!/^[A-Z]{3}$/.test(code)) return null
  const units = readDecimal(amount, bounds.valueUnits)
  if (units === null) return null
  return { minorUnits: Math.round(units * 10 ** currencyExponent(code)), currency: code }
}
