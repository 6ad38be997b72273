// Made lines: every taxon of the pack by every name it has, in the shapes that shops and shippers use. Shows which combinations of
// group, language and article the reader does not see. Composed, so its shares say where to look and not how well real lines are read.

import type { Language } from '../src/reading/lexicon-row.ts'
import type { Taxon } from '../src/reading/taxon.ts'
import type { PackBundle } from '../src/rules/pack-bundle.ts'
import type { EvalLine, EvalSet } from './eval-lines.ts'
import {
  animalParts,
  innocentFrames,
  latinFrames,
  leather,
  type Spoken,
  type Templates,
  templatesOf,
} from './eval-made-frames.ts'

const spoken: readonly Spoken[] = ['en', 'fr', 'de', 'nl', 'es', 'it', 'hu']
/** Lines per taxon and language; the next taxon goes on where this one stopped, so that all templates are used. */
const linesPerName = 1

export function madeSets(bundle: PackBundle): readonly EvalSet[] {
  const listed = bundle.taxa.filter(({ tradeDefault }) => tradeDefault !== 'none')
  return [
    { name: 'made: names and articles', lines: listed.flatMap((taxon, at) => named(taxon, at)) },
    { name: 'made: scientific names', lines: listed.flatMap((taxon, at) => latin(taxon, at)) },
    { name: 'made: misspelt', lines: listed.flatMap((taxon, at) => misspelt(taxon, at)) },
    { name: 'made: innocent goods', lines: listed.flatMap((taxon, at) => innocent(taxon, at)) },
  ]
}

function named(taxon: Taxon, at: number): readonly EvalLine[] {
  const sets = setsOf(taxon)
  return spoken.flatMap((lang) =>
    namesOf(taxon, lang).flatMap((name, nth) =>
      sets.flatMap((templates) =>
        rotated(templates[lang], at + nth).map((frame, number) =>
          line(taxon, lang, frame.replace('{}', name), 1, `named ${taxon.group}`, `${lang}${nth}.${number}`),
        ),
      ),
    ),
  )
}

function setsOf(taxon: Taxon): readonly Templates[] {
  const sets = templatesOf[taxon.group] ?? [animalParts]
  const tanned = taxon.group === 'reptiles' && taxon.parts.some((part) => part === 'LPS' || part === 'LPL')
  return tanned ? [...sets, leather] : sets
}

/** A name that the pack itself calls an ordinary word is used with an article only, as here. */
function namesOf(taxon: Taxon, lang: Language): readonly string[] {
  return taxon.names[lang].slice(0, 3)
}

function rotated(frames: readonly string[], from: number): readonly string[] {
  return Array.from({ length: linesPerName }, (_, at) => frames[(from + at) % frames.length] as string)
}

function latin(taxon: Taxon, at: number): readonly EvalLine[] {
  return [taxon.scientificName, ...taxon.synonyms].flatMap((name, nth) => {
    const [genus = '', species = ''] = name.split(' ')
    if (species === '' || species.startsWith('sp')) return []
    const form = (setsOf(taxon)[0] as Templates).en
    return rotatedBy(latinFrames, at + nth, 3).map((frame, number) => {
      const article = (form[(at + number) % form.length] as string).replace('{}', '').trim()
      const text = frame
        .replace('{G}', genus)
        .replace('{g}', genus.slice(0, 1))
        .replace('{s}', species)
        .replace('{UPPER}', name.toUpperCase())
        .replace('{lower}', name.toLowerCase())
        .replace('{form}', article)
      return line(taxon, 'mul', text, 1, frame, `la${nth}.${number}`)
    })
  })
}

function rotatedBy(frames: readonly string[], from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => frames[(from * count + at) % frames.length] as string)
}

type Slip = { readonly kind: string; readonly make: (word: string, at: number) => string }

const beside: Readonly<Record<string, string>> = {
  a: 's',
  e: 'r',
  i: 'u',
  o: 'p',
  u: 'y',
  r: 't',
  n: 'm',
  l: 'k',
  t: 'r',
  s: 'd',
  c: 'v',
  d: 'f',
}
const slips: readonly Slip[] = [
  { kind: 'letter left out', make: (word, at) => word.slice(0, at) + word.slice(at + 1) },
  {
    kind: 'letters swapped',
    make: (word, at) => word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2),
  },
  { kind: 'letter doubled', make: (word, at) => word.slice(0, at) + (word[at] ?? '') + word.slice(at) },
  {
    kind: 'key beside',
    make: (word, at) => word.slice(0, at) + (beside[word[at] ?? ''] ?? 'x') + word.slice(at + 1),
  },
  { kind: 'rn for m', make: (word) => word.replace('m', 'rn') },
  { kind: '0 for o', make: (word) => word.replace('o', '0') },
  { kind: '1 for l', make: (word) => word.replace('l', '1') },
]

function misspelt(taxon: Taxon, at: number): readonly EvalLine[] {
  const sets = setsOf(taxon)
  const lines = spoken.flatMap((lang) =>
    namesOf(taxon, lang)
      .slice(0, 1)
      .flatMap((name, nth) => {
        const words = name.toLowerCase().split(' ')
        const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '')
        const slip = slips[(at + nth) % slips.length] as Slip
        const wrong = slip.make(longest, 1 + ((at * 7) % Math.max(1, longest.length - 2)))
        if (longest.length < 7 || wrong === longest || !/^[a-z0-9]+$/.test(wrong)) return []
        const frame = rotated((sets[0] as Templates)[lang], at)[0] as string
        return [
          line(
            taxon,
            lang,
            frame.replace('{}', name.toLowerCase().replace(longest, wrong)),
            1,
            slip.kind,
            `ms${lang}`,
          ),
        ]
      }),
  )
  const [genus = '', species = ''] = taxon.scientificName.split(' ')
  if (species.length < 5 || species.startsWith('sp')) return lines
  const slip = slips[at % slips.length] as Slip
  const wrong = slip.make(species, 1 + (at % (species.length - 2)))
  return wrong === species
    ? lines
    : [...lines, line(taxon, 'mul', `${genus} ${wrong}`, 1, `Latin, ${slip.kind}`, 'msla')]
}

function innocent(taxon: Taxon, at: number): readonly EvalLine[] {
  return spoken.flatMap((lang, place) =>
    namesOf(taxon, lang).map((name, nth) => {
      const frames = innocentFrames[lang]
      const frame = frames[(at + nth + place) % frames.length] as string
      return line(
        taxon,
        lang,
        frame.replace('{}', name),
        0,
        frame.replace('{}', '').trim(),
        `ok${lang}${nth}`,
      )
    }),
  )
}

function line(taxon: Taxon, lang: string, text: string, label: 0 | 1, kind: string, id: string): EvalLine {
  return {
    id: `${taxon.id}/${id}`,
    text,
    lang,
    label,
    kind,
    species: '',
    commodity: taxon.group,
    source: lang,
    natural: null,
  }
}
