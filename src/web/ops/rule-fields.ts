// One rule from the form: the text of each field as it was typed, and the rule they make.

import { strengths } from '../../reading/lexicon-row.ts'
import { type Rule, type RuleCase, ruleSchema } from '../../rules/rule-schema.ts'
import type { Form } from '../form-body.ts'

export const ruleNames = [
  'id',
  'title.en',
  'title.fr',
  'title.de',
  'title.nl',
  'when',
  'strength',
  'points',
  'ground',
  'conceals',
  'floor',
  'code',
  'family',
  'source',
  'owner',
  'reviewBy',
  'note',
  'fires',
  'silent',
] as const
export type RuleName = (typeof ruleNames)[number]
export type RuleFields = Readonly<Record<RuleName, string>>
/** By the first name of the path in the rule. */
export type RuleFaults = ReadonlyMap<string, string>

export const floors = [
  'request_information',
  'document_check',
  'inspect_nonintrusive',
  'hold_and_refer',
] as const
const casesAdded = 10

export function ruleFields(form: Form): RuleFields {
  return Object.fromEntries(ruleNames.map((name) => [name, form.text(name, 4000)])) as RuleFields
}

export function fieldsOfRule(rule: Rule | null): RuleFields {
  const { title } = rule ?? { title: { en: '' } as Rule['title'] }
  return {
    id: rule?.id ?? '',
    'title.en': title.en,
    'title.fr': title.fr ?? '',
    'title.de': title.de ?? '',
    'title.nl': title.nl ?? '',
    when: rule?.when ?? '',
    strength: rule?.points === undefined ? (rule?.strength ?? 'medium') : '',
    points: rule?.points === undefined ? '' : String(rule.points),
    ground: rule?.ground ? 'yes' : '',
    conceals: rule?.conceals ? 'yes' : '',
    floor: rule?.floor ?? '',
    code: rule?.code ?? '',
    family: rule?.family ?? '',
    source: rule?.source ?? '',
    owner: rule?.owner ?? '',
    reviewBy: rule?.reviewBy ?? '',
    note: rule?.note ?? '',
    fires: '',
    silent: '',
  }
}

export type ReadRule =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly faults: RuleFaults }

/** `before` keeps what the form does not show: its cases and dates. */
export function readRule(fields: RuleFields, before: Rule | null): ReadRule {
  const text = (name: RuleName) => fields[name].replaceAll('\r\n', '\n').trim()
  const optional = (name: RuleName) =>
    text(name) === '' ? {} : { [name.replace(/^title\./, '')]: text(name) }
  const {
    points: _points,
    strength: _strength,
    floor: _floor,
    note: _note,
    reviewBy: _review,
    ...kept
  } = before ?? {}
  const strength = strengths.find((known) => known === text('strength'))
  const points = Number(text('points').replace('−', '-'))
  const read = ruleSchema.safeParse({
    ...kept,
    id: before?.id ?? text('id'),
    title: {
      en: text('title.en'),
      ...optional('title.fr'),
      ...optional('title.de'),
      ...optional('title.nl'),
    },
    when: text('when'),
    ...(strength === undefined ? { points: text('points') === '' ? Number.NaN : points } : { strength }),
    ground: fields.ground === 'yes',
    conceals: fields.conceals === 'yes',
    ...optional('floor'),
    code: text('code'),
    family: text('family'),
    source: text('source'),
    owner: text('owner'),
    ...optional('reviewBy'),
    ...optional('note'),
    cases: [...(before?.cases ?? []), ...casesOf(text('fires'), true), ...casesOf(text('silent'), false)],
  })
  if (read.success) return { ok: true, rule: read.data }
  const faults = read.error.issues.map(({ path, message }): [string, string] => [
    path[0] === 'title' ? `title.${String(path[1] ?? 'en')}` : String(path[0]),
    message,
  ])
  return { ok: false, faults: new Map(faults) }
}

function casesOf(lines: string, fires: boolean): RuleCase[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, casesAdded)
    .map((description) => ({
      name: description.slice(0, 200),
      fires,
      parcel: { contents: [{ description: description.slice(0, 2000) }] },
    }))
}
