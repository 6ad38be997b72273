// Numbers as people write them, with marks between the thousands. The reader of declarations takes a decimal mark only.

/** Blanks and apostrophes between groups of three; points or commas there where another mark or a second one tells that they are no decimals. */
export function plainNumber(text: string): string {
  const bare = text.trim().replace(/(?<=\d)[\s\u00a0\u202f'’](?=\d{3}(?!\d))/g, '')
  if (/^\d{1,3}(?:\.\d{3})+,\d+$/.test(bare) || /^\d{1,3}(?:\.\d{3}){2,}$/.test(bare))
    return bare.replaceAll('.', '')
  if (/^\d{1,3}(?:,\d{3})+\.\d+$/.test(bare) || /^\d{1,3}(?:,\d{3}){2,}$/.test(bare))
    return bare.replaceAll(',', '')
  return bare
}
