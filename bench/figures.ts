// How figures are written, in the tables of the commands and on the page.

/** Three figures are all that a shared machine gives. */
export function shortNumber(value: number): string {
  if (value === 0) return '0'
  return value >= 100 ? wholeNumber(value) : String(Number(value.toPrecision(3)))
}

export function wholeNumber(value: number): string {
  return Math.round(value).toLocaleString('en')
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
