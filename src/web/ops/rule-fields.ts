// One rule from the form: the text of each field as it was typed, and the rule they make.

import { strengths } from '../../reading/lexicon-row.ts'
import { type Rule, type RuleCase, ruleSchema } from '../../rules/rule-schema.ts'
import type { Texts } from '../texts/texts.ts'

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
export type RuleFaults = ReadonlyMap<RuleName, string>

/** What the form calls its fields. */
export function ruleLabels({ ops, outcome, training }: Texts): Readonly<Record<RuleName, string>> {
  const { rule, terms, pack } = ops
  return {
    ...rule,
    'title.en': `${rule.title} (English)`,
    'title.fr': `${rule.title} (Français)`,
    'title.de': `${rule.title} (Deutsch)`,
    'title.nl': `${rule.title} (Nederlands)`,
    strength: terms.strength,
    source: training.source,
    owner: pack.owner,
    note: outcome.note,
  }
}

export const floors = [
  'request_information',
  'document_check',
  'inspect_nonintrusive',
  'hold_and_refer',
] as const

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

export type RuleContext = {
  /** Keeps what the form does not show: cases and dates. Null for a rule that is new. */
  readonly before: Rule | null
  /** Ids that a new rule may not have. */
  readonly ids: readonly string[]
  readonly t: Texts
}

export function readRule(fields: RuleFields, { before, ids, t }: RuleContext): ReadRule {
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
  const faults = new Map<RuleName, string>()
  if (before === null && ids.includes(text('id'))) faults.set('id', t.ops.rule.idTaken)
  // Typed, and of no effect: to be said, not dropped.
  if (strength !== undefined && text('points') !== '' && text('points') !== String(before?.points))
    faults.set('points', t.ops.rule.pointsHint)
  if (read.success) return faults.size === 0 ? { ok: true, rule: read.data } : { ok: false, faults }
  for (const { path } of read.error.issues) {
    const name = fieldOf(path)
    const isTooMany = name === 'fires' && path.length === 1
    faults.set(name, isTooMany ? t.ops.rule.casesFault : faultText(name, text(name) === '', t))
  }
  return { ok: false, faults }
}

/** Where the form asks for what the schema missed. Too many cases stand with those that fire. */
function fieldOf([first, second]: readonly PropertyKey[]): RuleName {
  if (first === 'cases') return 'fires'
  const name = first === 'title' ? `title.${String(second ?? 'en')}` : String(first)
  return ruleNames.find((known) => known === name) ?? 'when'
}

function faultText(name: RuleName, isEmpty: boolean, { ops: { rule } }: Texts): string {
  if (name === 'points') return rule.pointsFault
  if (isEmpty) return rule.needed
  return name === 'id' ? rule.idHint : rule.notTaken
}

function casesOf(lines: string, fires: boolean): RuleCase[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((description) => ({
      name: description.slice(0, 200),
      fires,
      parcel: { contents: [{ description: description.slice(0, 2000) }] },
    }))
}
