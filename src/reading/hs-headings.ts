// Which declared HS codes bear out a mention: the headings of the pack's hs.csv that hold goods of its group or form.

/** The part of a row of hs.csv that the reader looks at. */
export type HsHeading = {
  readonly code: string
  readonly relevance: 'core' | 'plausible' | 'cover'
  readonly taxaGroups: readonly string[]
  readonly forms: readonly string[]
}

export type HsHeadings = {
  /** Whether goods of this group (or, where the word names none, of this form) are declared under such a code. */
  readonly agrees: (hsCode: string, group: string, form: string) => boolean
}

export function hsHeadings(rows: readonly HsHeading[]): HsHeadings {
  const byCode = new Map(rows.filter(({ relevance }) => relevance !== 'cover').map((row) => [row.code, row]))
  return {
    agrees: (hsCode, group, form) => {
      if (hsCode.length < 4) return false
      const heading = byCode.get(hsCode.slice(0, 6)) ?? byCode.get(hsCode.slice(0, 4))
      if (heading === undefined) return false
      return group === '' ? heading.forms.includes(form) : heading.taxaGroups.includes(group)
    },
  }
}
