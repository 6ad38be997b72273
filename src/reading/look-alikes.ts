// Letters that a scanner or a hurried eye takes for others: a label read "lernur", "vvalrus", "hombill". Knows letters, no words.

type Alike = { readonly read: string; readonly meant: string }

const alikes: readonly Alike[] = [
  { read: 'rn', meant: 'm' },
  { read: 'm', meant: 'rn' },
  { read: 'vv', meant: 'w' },
  { read: 'cl', meant: 'd' },
]
const byFirst: readonly (readonly Alike[])[] = Array.from({ length: 128 }, (_, unit) =>
  alikes.filter(({ read }) => read.charCodeAt(0) === unit),
)

/** What may be misread at this place of a folded word, or null. */
export function alikeAt(units: Uint16Array, at: number, end: number): Alike | null {
  const unit = units[at]!
  const found = unit < 128 ? byFirst[unit]![0] : undefined
  if (found === undefined) return null
  const fits = found.read.length === 1 || (at + 1 < end && units[at + 1] === found.read.charCodeAt(1))
  return fits ? found : null
}

/** The word with each such place read the other way, one at a time. */
export function lookAlikes(word: string): readonly string[] {
  const found: string[] = []
  for (const { read, meant } of alikes) {
    for (let at = word.indexOf(read); at >= 0; at = word.indexOf(read, at + 1)) {
      found.push(word.slice(0, at) + meant + word.slice(at + read.length))
    }
  }
  return found
}
