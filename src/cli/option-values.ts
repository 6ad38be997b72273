// Values of options that commander leaves as text.

import { InvalidArgumentError } from 'commander'

export function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('a whole number above 0 is needed.')
  return number
}

export function instant(text: string): number {
  const milliseconds = Date.parse(text)
  if (Number.isNaN(milliseconds)) throw new InvalidArgumentError('an RFC 3339 time or a date is needed.')
  return milliseconds
}
