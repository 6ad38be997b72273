// A pack with one change made by a form: terms added, or one rule written anew. The result is a draft like any other, checked by the same reader.

import type { LexiconRow } from '../reading/lexicon-row.ts'
import type { Pack, PackBundle, PackProblem } from '../rules/pack-bundle.ts'
import { bundleToJson, parseBundle, sealBundle } from '../rules/pack-hash.ts'
import type { Rule } from '../rules/rule-schema.ts'

export type PackAmendment =
  | { readonly kind: 'terms'; readonly rows: readonly LexiconRow[] }
  /** Takes the place of the rule of that id, or comes last. */
  | { readonly kind: 'rule'; readonly rule: Rule }

export type Amended =
  | { readonly ok: true; readonly pack: Pack; readonly warnings: readonly PackProblem[] }
  | { readonly ok: false; readonly problems: readonly PackProblem[] }

/** `taken` are versions that stand on the shelf already. */
export function amendPack(bundle: PackBundle, amendment: PackAmendment, taken: ReadonlySet<string>): Amended {
  const version = nextVersion(bundle.manifest.version, taken)
  const changed = { ...amend(bundle, amendment), manifest: { ...bundle.manifest, version } }
  // Through the reader of uploads: what a form wrote is not trusted more than a file.
  const parsed = parseBundle(bundleToJson(sealBundle(changed)))
  return parsed.ok ? { ok: true, pack: parsed.pack, warnings: parsed.warnings } : parsed
}

function amend(bundle: PackBundle, amendment: PackAmendment): PackBundle {
  if (amendment.kind === 'terms') return { ...bundle, lexicon: [...bundle.lexicon, ...amendment.rows] }
  const { rule } = amendment
  const place = bundle.rules.findIndex(({ id }) => id === rule.id)
  return { ...bundle, rules: place === -1 ? [...bundle.rules, rule] : bundle.rules.with(place, rule) }
}

export function nextVersion(version: string, taken: ReadonlySet<string>): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  let next = patch + 1
  while (taken.has(`${major}.${minor}.${next}`)) next++
  return `${major}.${minor}.${next}`
}
