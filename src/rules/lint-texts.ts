// Texts that people read: present in every language of the pages, and free of words the audience must not
// see.

import { problemAt } from './lint-problems.ts'
import type { PackBundle, PackProblem, RulePlaces } from './pack-bundle.ts'
import { type ProblemKey, says, type WordingValues } from './problem-wordings.ts'
import type { LocalText } from './rule-schema.ts'

const pageLanguages = ['fr', 'de', 'nl'] as const

/** Orders that a carrier must never get: postal secrecy and aviation security (design: audiences). */
const forbiddenToCarriers =
  /\bopen(?:en|ed)?\b|\bouvrir\b|\böffnen\b|do not load|ne pas charger|nicht (?:ver)?laden|niet laden/i

export function lintTexts(bundle: PackBundle, places?: RulePlaces): PackProblem[] {
  const problems: PackProblem[] = []
  for (const rule of bundle.rules) {
    const absent = absentLanguages(rule.title)
    if (absent.length > 0) {
      const said = says('MISSING_TRANSLATION', { where: 'title', languages: absent.join(', ') })
      problems.push(problemAt(places, rule, { severity: 'warning', code: 'MISSING_TRANSLATION', ...said }))
    }
  }
  const report = (severity: 'error' | 'warning', code: ProblemKey, values: WordingValues) =>
    problems.push({ severity, code, file: 'pack.yaml', line: 0, column: 0, ...says(code, values) })
  for (const { path, text, carrier } of manifestTexts(bundle)) {
    const absent = absentLanguages(text)
    if (absent.length > 0)
      report('warning', 'MISSING_TRANSLATION', { where: path, languages: absent.join(', ') })
    const forbidden = carrier
      ? Object.values(text).find((one) => forbiddenToCarriers.test(one ?? ''))
      : undefined
    if (forbidden !== undefined) report('error', 'FORBIDDEN_TO_CARRIERS', { where: path, text: forbidden })
  }
  for (const code of sharedCodesWithoutText(bundle)) {
    report('warning', 'CODE_WITHOUT_TEXT', { code })
  }
  for (const [index, row] of bundle.lookFor.entries()) {
    if (pageLanguages.some((language) => row[language] === '')) {
      problems.push({
        severity: 'warning',
        code: 'MISSING_TRANSLATION',
        file: 'texts/look-for.csv',
        line: index + 2,
        column: 0,
        ...says('MISSING_TRANSLATION_ROW', { where: `${row.group} ${row.form}` }),
      })
    }
  }
  return problems
}

function sharedCodesWithoutText(bundle: PackBundle): readonly string[] {
  const counts = new Map<string, number>()
  for (const rule of bundle.rules) counts.set(rule.code, (counts.get(rule.code) ?? 0) + 1)
  const texts = bundle.manifest.codes ?? {}
  return [...counts].filter(([code, count]) => count > 1 && !Object.hasOwn(texts, code)).map(([code]) => code)
}

function absentLanguages(text: LocalText): readonly string[] {
  return pageLanguages.filter((language) => (text[language] ?? '') === '')
}

type ManifestText = { readonly path: string; readonly text: LocalText; readonly carrier: boolean }

function manifestTexts(bundle: PackBundle): readonly ManifestText[] {
  const { title, policy, papers } = bundle.manifest
  const found: ManifestText[] = [{ path: 'title', text: title, carrier: false }]
  papers.forEach((paper, index) => {
    found.push({ path: `papers[${index}].paper`, text: paper.paper, carrier: false })
    found.push({ path: `papers[${index}].appliesIf`, text: paper.appliesIf, carrier: false })
  })
  for (const [code, text] of Object.entries(bundle.manifest.codes ?? {})) {
    found.push({ path: `codes.${code}`, text, carrier: false })
  }
  for (const [audience, actions] of Object.entries(policy?.texts ?? {})) {
    for (const [action, regimes] of Object.entries(actions)) {
      for (const [regime, text] of Object.entries(regimes)) {
        if (text === undefined) continue
        found.push({
          path: `policy.texts.${audience}.${action}.${regime}`,
          text,
          carrier: audience === 'carrier',
        })
      }
    }
  }
  return found
}
