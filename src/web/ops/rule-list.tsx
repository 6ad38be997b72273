// The rules of a pack, to find the one to edit.

import type { RuleLine } from '../../jobs/ops-tasks.ts'
import { localText } from '../../scoring/local-text.ts'
import { DataTable } from '../data-table.tsx'
import { TextField } from '../form-fields.tsx'
import { Fragment, type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { ruleSentence } from '../speech.ts'
import { familyName } from '../words.tsx'
import { mayAct } from './ops-frame.tsx'
import type { ShelvedPack } from './pack-page.tsx'

const listedMax = 60

export type RuleListProps = {
  readonly page: Page
  readonly pack: ShelvedPack
  readonly rules: readonly RuleLine[]
  readonly words: string
}

export function RuleList({ page, pack, rules, words }: RuleListProps): Html {
  const { t, say, format } = page
  const { rule: texts } = t.ops
  const wanted = words.toLowerCase().split(/\s+/)
  const found = rules.filter((one) => {
    const text = searchedText(one, page).toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
  return (
    <section class="panel">
      <form class="filter" method="get" action={`/ops/packs/${pack.sha256}`}>
        <input type="hidden" name="view" value="rules" />
        <TextField type="search" name="q" label={texts.search} value={words} maxlength={100} />
        <button type="submit">{t.queue.filter}</button>
      </form>
      <DataTable
        caption={t.ops.pack.view.rules}
        columns={[texts.id, texts.title, texts.family, { text: texts.points, isNumber: true }]}
        rows={found.slice(0, listedMax).map((one) => [
          mayAct(page) ? (
            <a href={`/ops/packs/${pack.sha256}/rule?id=${encodeURIComponent(one.id)}`}>{one.id}</a>
          ) : (
            one.id
          ),
          <>
            <span class="words">{localText(one.title, page.language)}</span>
            <small class="faint line words">{ruleSentence(one.when, page.language)}</small>
          </>,
          familyName(one.family, page),
          one.points !== undefined
            ? format.signed(one.points)
            : one.strength === undefined
              ? ''
              : t.ops.terms.strengths[one.strength],
        ])}
      />
      {found.length === 0 && <p>{texts.noneFound}</p>}
      {found.length > listedMax && <p>{say(t.ops.frame.more, { count: found.length - listedMax })}</p>}
    </section>
  )
}

/** What the list shows of a rule, and what it does not: its condition and its code. */
function searchedText({ id, title, when, family, code }: RuleLine, page: Page): string {
  const told = [localText(title, page.language), ruleSentence(when, page.language), familyName(family, page)]
  return [id, title.en, ...told, when, family, code].join('\n')
}
