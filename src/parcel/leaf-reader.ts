// Reads single values of a declaration and keeps the warnings. Pointers are joined only when something is wrong: most leaves are fine.

import { bounds } from './bounds.ts'
import { readCountry } from './country.ts'
import { readDecimal } from './money.ts'
import type { ParcelWarning } from './parcel.ts'

const latinPattern = /\p{Script=Latin}/u
const lookAlikeScriptPattern = /[\p{Script=Cyrillic}\p{Script=Greek}]/u
const letterPattern = /\p{L}/u
const datePattern = /^\d{4}-\d{2}-\d{2}$/

/** Warnings per parcel are bounded: a hostile body must not grow the answer without end. */
const warningsMax = 100

export class LeafReader {
  readonly warnings: ParcelWarning[] = []

  warn(code: string, pointer: string, request: boolean): void {
    if (this.warnings.length < warningsMax) this.warnings.push({ code, pointer, request })
  }

  reportUnknown(source: object, known: ReadonlySet<string>, pointer: string): void {
    for (const key in source) {
      if (!known.has(key)) this.warn('UNKNOWN_FIELD', `${pointer}/${escapePointer(key)}`, false)
    }
  }

  object(
    value: unknown,
    pointer: string,
    known: ReadonlySet<string>,
  ): Readonly<Record<string, unknown>> | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.warn('BAD_TYPE', pointer, false)
      return null
    }
    this.reportUnknown(value, known, pointer)
    return value as Readonly<Record<string, unknown>>
  }

  /** Trimmed text, or null when absent or blank; longer than `max` UTF-16 units is cut with a warning. */
  text(value: unknown, pointer: string, max: number, suffix = ''): string | null {
    if (value === undefined || value === null) return null
    const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value
    if (typeof text !== 'string') {
      this.warn('BAD_TYPE', pointer + suffix, false)
      return null
    }
    const trimmed = text.trim()
    if (trimmed === '') return null
    if (trimmed.length <= max) return trimmed
    this.warn('TOO_LONG', pointer + suffix, false)
    return cut(trimmed, max)
  }

  /** A code that may come as a number, such as an HS code; leading zeros lost by a spreadsheet cannot be known here. */
  code(value: unknown, pointer: string, suffix: string): string | null {
    return this.text(value, pointer, bounds.codeUnits, suffix)
  }

  /** The declared words as they were sent (not trimmed: spans point into them); empty when there is no letter to read. */
  description(value: unknown, pointer: string): string {
    if (typeof value !== 'string' || !letterPattern.test(value)) {
      this.warn(
        value === undefined || value === null || typeof value === 'string' ? 'NO_DESCRIPTION' : 'BAD_TYPE',
        `${pointer}/description`,
        true,
      )
      return ''
    }
    if (hasControlCharacter(value)) this.warn('CONTROL_CHARACTERS', `${pointer}/description`, false)
    if (lookAlikeScriptPattern.test(value) && latinPattern.test(value)) {
      this.warn('MIXED_SCRIPTS', `${pointer}/description`, false)
    }
    if (value.length <= bounds.descriptionUnits) return value
    this.warn('TOO_LONG', `${pointer}/description`, false)
    return cut(value, bounds.descriptionUnits)
  }

  word<T>(value: unknown, pointer: string, read: (text: string) => T | null, code: string): T | null {
    const text = this.text(value, pointer, bounds.codeUnits)
    if (text === null) return null
    const word = read(text)
    if (word === null) this.warn(code, pointer, false)
    return word
  }

  /** A whole number from 0 to `max`; decimals are rounded, numeric strings are read. */
  integer(value: unknown, pointer: string, max: number, suffix = ''): number | null {
    if (value === undefined || value === null || value === '') return null
    const number = readDecimal(value, max)
    if (number !== null) return Math.round(number)
    this.warn(typeof value === 'number' ? 'OUT_OF_BOUNDS' : 'BAD_NUMBER', pointer + suffix, true)
    return null
  }

  country(value: unknown, pointer: string, suffix = ''): string | null {
    if (value === undefined || value === null || value === '') return null
    const country = typeof value === 'string' ? readCountry(value) : null
    if (country === null) this.warn('UNKNOWN_COUNTRY', pointer + suffix, true)
    return country
  }

  date(value: unknown, pointer: string): string | null {
    if (value === undefined || value === null || value === '') return null
    if (typeof value === 'string' && datePattern.test(value) && !Number.isNaN(Date.parse(value))) return value
    this.warn('BAD_DATE', pointer, false)
    return null
  }

  /** An RFC 3339 instant, normalised to UTC seconds. */
  instant(value: unknown, pointer: string): string | null {
    if (value === undefined || value === null || value === '') return null
    const milliseconds =
      typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN
    const year = Number.isNaN(milliseconds) ? 0 : new Date(milliseconds).getUTCFullYear()
    if (year >= 1990 && year <= 2100) return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
    this.warn('BAD_DATE', pointer, false)
    return null
  }

  list(value: unknown, pointer: string, read: (value: unknown, pointer: string) => string): string[] {
    if (value === undefined || value === null) return []
    if (!Array.isArray(value)) {
      this.warn('BAD_TYPE', pointer, false)
      return []
    }
    const out: string[] = []
    for (let index = 0; index < value.length; index++) {
      const item = read(value[index], `${pointer}/${index}`)
      if (item !== '') out.push(item)
    }
    return out
  }
}

/** C0 and C1 controls other than tab and line ends, and DEL. */
function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x20 ? unit !== 0x09 && unit !== 0x0a && unit !== 0x0d : unit >= 0x7f && unit <= 0x9f)
      return true
  }
  return false
}

/** Cuts without splitting a surrogate pair. */
function cut(text: string, max: number): string {
  const last = text.charCodeAt(max - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max)
}

/** RFC 6901 escaping; long keys are cut so that a warning stays small. */
function escapePointer(key: string): string {
  return cut(key, Math.min(key.length, 64)).replaceAll('~', '~0').replaceAll('/', '~1')
}
