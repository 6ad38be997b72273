// What must hold between the parts of a bundle: names that point at rows exist, ranks do not run in circles.

import type { PackBundle, PackProblem } from './pack-bundle.ts'
import { type SaidProblem, says } from './problem-wordings.ts'

type Part = 'rules' | 'lexicon' | 'taxa' | 'listings' | 'suspensions'

/** Where a rule, or the cell of a row under a header, stands; null where the pack came as one file. */
export type PlaceOf = (
  part: Part,
  index: number,
  header: string,
) => Pick<PackProblem, 'file' | 'line' | 'column'> | null

export function checkReferences(bundle: PackBundle, placeOf: PlaceOf = () => null): readonly PackProblem[] {
  const at: At = (part, index, header) => {
    const { file, line, column } = placeOf(part, index, header) ?? { file: fileOf[part], line: 0, column: 0 }
    return { file, line, column }
  }
  return [
    ...checkManifest(bundle),
    ...checkTaxa(bundle, at),
    ...checkTaxonUses(bundle, at),
    ...checkRepeats('rules', bundle.rules, at),
    ...checkRepeats('lexicon', bundle.lexicon, at),
    ...checkStrengths(bundle, at),
  ]
}

const fileOf: Readonly<Record<Part, string>> = {
  rules: 'rules',
  lexicon: 'lexicon',
  taxa: 'taxa.csv',
  listings: 'listings.csv',
  suspensions: 'suspensions.csv',
}

type At = (part: Part, index: number, header: string) => Pick<PackProblem, 'file' | 'line' | 'column'>

const inManifest = { file: 'pack.yaml', line: 0, column: 0 }

function error(code: string, at: ReturnType<At>, said: SaidProblem): PackProblem {
  return { severity: 'error', code, ...at, ...said }
}

function checkManifest(bundle: PackBundle): PackProblem[] {
  const { manifest } = bundle
  if (manifest.kind === 'customs' && manifest.policy === undefined) {
    return [error('NO_POLICY', inManifest, says('NO_POLICY'))]
  }
  const likelihood = manifest.policy?.likelihood
  if (likelihood !== undefined && likelihood.medium >= likelihood.high) {
    return [error('BANDS_OUT_OF_ORDER', inManifest, says('BANDS_OUT_OF_ORDER'))]
  }
  return []
}

function checkTaxa(bundle: PackBundle, at: At): PackProblem[] {
  const problems: PackProblem[] = []
  const parents = new Map(bundle.taxa.map((taxon) => [taxon.id, taxon.parent]))
  bundle.taxa.forEach(({ id, parent }, index) => {
    const place = at('taxa', index, 'parent')
    if (parent !== '' && !parents.has(parent)) {
      problems.push(error('UNKNOWN_TAXON', place, says('UNKNOWN_TAXON_PARENT', { id, parent })))
    }
    if (runsInCircle(id, parents)) problems.push(error('TAXON_CYCLE', place, says('TAXON_CYCLE', { id })))
  })
  return problems
}

function runsInCircle(id: string, parents: ReadonlyMap<string, string>): boolean {
  let current = parents.get(id) ?? ''
  for (let steps = 0; current !== ''; steps++) {
    if (current === id || steps > 50) return true
    current = parents.get(current) ?? ''
  }
  return false
}

function checkTaxonUses(bundle: PackBundle, at: At): PackProblem[] {
  // A pack without taxa of its own, such as a carrier's, reads with the taxa of the customs pack.
  if (bundle.taxa.length === 0) return []
  const known = new Set(bundle.taxa.map((taxon) => taxon.id))
  const problems: PackProblem[] = []
  const check = (part: Part, index: number, id: string, said: (id: string) => SaidProblem) => {
    if (id === '' || known.has(id)) return
    problems.push(error('UNKNOWN_TAXON', at(part, index, 'taxon'), said(id)))
  }
  bundle.listings.forEach(({ taxon }, index) => {
    check('listings', index, taxon, (id) => says('UNKNOWN_TAXON_LISTING', { id }))
  })
  bundle.suspensions.forEach(({ taxon }, index) => {
    check('suspensions', index, taxon, (id) => says('UNKNOWN_TAXON_SUSPENSION', { id }))
  })
  bundle.lexicon.forEach(({ taxon, id: term }, index) => {
    check('lexicon', index, taxon, (id) => says('UNKNOWN_TAXON_TERM', { term, id }))
  })
  return problems
}

function checkRepeats(part: Part, rows: readonly { readonly id: string }[], at: At): PackProblem[] {
  const seen = new Set<string>()
  const problems: PackProblem[] = []
  rows.forEach(({ id }, index) => {
    if (seen.has(id)) {
      problems.push(error('DUPLICATE_ROW', at(part, index, 'id'), says('DUPLICATE_ROW_ID', { id })))
    }
    seen.add(id)
  })
  return problems
}

function checkStrengths(bundle: PackBundle, at: At): PackProblem[] {
  const problems: PackProblem[] = []
  bundle.rules.forEach((rule, index) => {
    const place = at('rules', index, '')
    if (rule.points !== undefined && rule.strength !== undefined) {
      problems.push(error('POINTS_TWICE', place, says('POINTS_TWICE', { rule: rule.id })))
    }
    if ((rule.points ?? 0) < 0) {
      problems.push(error('NEGATIVE_POINTS', place, says('NEGATIVE_POINTS', { rule: rule.id })))
    }
  })
  return problems
}
