// What must hold between the parts of a bundle: names that point at rows exist, ranks do not run in circles.

import type { PackBundle, PackProblem } from './pack-bundle.ts'
import { type SaidProblem, says } from './problem-wordings.ts'

export function checkReferences(bundle: PackBundle): readonly PackProblem[] {
  return [
    ...checkManifest(bundle),
    ...checkTaxa(bundle),
    ...checkTaxonUses(bundle),
    ...checkRepeats('rules', bundle.rules),
    ...checkRepeats('lexicon', bundle.lexicon),
    ...checkStrengths(bundle),
  ]
}

function error(code: string, file: string, said: SaidProblem): PackProblem {
  return { severity: 'error', code, file, line: 0, column: 0, ...said }
}

function checkManifest(bundle: PackBundle): PackProblem[] {
  const { manifest } = bundle
  if (manifest.kind === 'customs' && manifest.policy === undefined) {
    return [error('NO_POLICY', 'pack.yaml', says('NO_POLICY'))]
  }
  const likelihood = manifest.policy?.likelihood
  if (likelihood !== undefined && likelihood.medium >= likelihood.high) {
    return [error('BANDS_OUT_OF_ORDER', 'pack.yaml', says('BANDS_OUT_OF_ORDER'))]
  }
  return []
}

function checkTaxa(bundle: PackBundle): PackProblem[] {
  const problems: PackProblem[] = []
  const parents = new Map(bundle.taxa.map((taxon) => [taxon.id, taxon.parent]))
  for (const taxon of bundle.taxa) {
    if (taxon.parent !== '' && !parents.has(taxon.parent)) {
      const { id, parent } = taxon
      problems.push(error('UNKNOWN_TAXON', 'taxa.csv', says('UNKNOWN_TAXON_PARENT', { id, parent })))
    }
    if (runsInCircle(taxon.id, parents)) {
      problems.push(error('TAXON_CYCLE', 'taxa.csv', says('TAXON_CYCLE', { id: taxon.id })))
    }
  }
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

function checkTaxonUses(bundle: PackBundle): PackProblem[] {
  // A pack without taxa of its own, such as a carrier's, reads with the taxa of the customs pack.
  if (bundle.taxa.length === 0) return []
  const known = new Set(bundle.taxa.map((taxon) => taxon.id))
  const problems: PackProblem[] = []
  const check = (file: string, taxon: string, where: string) => {
    if (taxon !== '' && !known.has(taxon)) {
      problems.push(error('UNKNOWN_TAXON', file, says('UNKNOWN_TAXON', { where, id: taxon })))
    }
  }
  for (const row of bundle.listings) check('listings.csv', row.taxon, 'a listing')
  for (const row of bundle.suspensions) check('suspensions.csv', row.taxon, 'a suspension')
  for (const row of bundle.lexicon) check('lexicon', row.taxon, `term '${row.id}'`)
  return problems
}

function checkRepeats(file: string, rows: readonly { readonly id: string }[]): PackProblem[] {
  const seen = new Set<string>()
  const problems: PackProblem[] = []
  for (const { id } of rows) {
    if (seen.has(id)) problems.push(error('DUPLICATE_ROW', file, says('DUPLICATE_ROW_ID', { id })))
    seen.add(id)
  }
  return problems
}

function checkStrengths(bundle: PackBundle): PackProblem[] {
  const problems: PackProblem[] = []
  for (const rule of bundle.rules) {
    if (rule.points !== undefined && rule.strength !== undefined) {
      problems.push(error('POINTS_TWICE', 'rules', says('POINTS_TWICE', { rule: rule.id })))
    }
    if ((rule.points ?? 0) < 0) {
      problems.push(error('NEGATIVE_POINTS', 'rules', says('NEGATIVE_POINTS', { rule: rule.id })))
    }
  }
  return problems
}
