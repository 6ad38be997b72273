// A pack with one change made by a form: terms added, or one rule written anew. What the form wrote is checked as a file would be; the rest was
// checked when it came onto the shelf.

import type { z } from 'zod'
import type { LexiconRow } from '../reading/lexicon-row.ts'
import { issueSays } from '../rules/issue-wording.ts'
import type { PackBundle, PackProblem } from '../rules/pack-bundle.ts'
import { packLimits } from '../rules/pack-limits.ts'
import { checkReferences } from '../rules/pack-references.ts'
import { lexiconRowSchema } from '../rules/pack-rows-schema.ts'
import { type SaidProblem, says } from '../rules/problem-wordings.ts'
import { type Rule, ruleSchema } from '../rules/rule-schema.ts'

export type PackAmendment =
  | { readonly kind: 'terms'; readonly rows: readonly LexiconRow[] }
  /** Takes the place of the rule of that id, or comes last. */
  | { readonly kind: 'rule'; readonly rule: Rule }

export type Amended =
  | { readonly ok: true; readonly bundle: PackBundle; readonly warnings: readonly PackProblem[] }
  | { readonly ok: false; readonly problems: readonly PackProblem[] }

/** Where problems of the form stand, instead of a file of the pack. */
export const formFile = 'form'

/** `taken` are versions that stand on the shelf already. */
export function amendPack(bundle: PackBundle, amendment: PackAmendment, taken: ReadonlySet<string>): Amended {
  const faults = faultsOf(amendment)
  if (faults.length > 0) return { ok: false, problems: faults }
  const version = nextVersion(bundle.manifest.version, taken)
  const changed = { ...amend(bundle, amendment), manifest: { ...bundle.manifest, version } }
  if (changed.lexicon.length > packLimits.rows || changed.rules.length > packLimits.rules)
    return { ok: false, problems: [problem('TOO_LARGE', says('TOO_LARGE'))] }
  const problems = checkReferences(changed)
  if (problems.some(({ severity }) => severity === 'error')) return { ok: false, problems }
  return { ok: true, bundle: changed, warnings: problems }
}

function faultsOf(amendment: PackAmendment): PackProblem[] {
  const read: z.ZodSafeParseResult<unknown>[] =
    amendment.kind === 'rule'
      ? [ruleSchema.safeParse(amendment.rule)]
      : amendment.rows.map((row) => lexiconRowSchema.safeParse(row))
  return read.flatMap(({ error }) =>
    (error?.issues ?? []).map((issue) => {
      const path = issue.path.map(String).join('.')
      return problem('BAD_VALUE', issueSays(issue, path, `${path}: ${issue.message}`))
    }),
  )
}

function problem(code: string, said: SaidProblem): PackProblem {
  return { severity: 'error', code, file: formFile, line: 0, column: 0, ...said }
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
