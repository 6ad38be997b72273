// The rules of a pack, to find the one to edit.

import type { RuleLine } from '../../jobs/ops-tasks.ts'
import { localText } from '../../scoring/local-text.ts'
import { TextField } from '../form-fields.tsx'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { familyName } from '../words.tsx'
import { DataTable } from './ops-frame.tsx'
import type { ShelvedPack } from './pack-page.tsx'

const listedMax = 120

export type RuleListProps = {
  readonly page: Page
  readonly pack: ShelvedPack
  readonly rules: readonly RuleLine[]
  readonly words: string
}

export function RuleList({ page, pack, rules, words }: RuleListProps): Html {
  const { t, say, format } = page
  const { rule: texts } = t.ops
  const wanted = words.toLowerCase()
  const found = rules.filter(({ id, title, family, code }) =>
    [id, title.en, localText(title, page.language), family, code].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  )
  return (
    <section class="panel">
      <form class="filter" method="get" action={`/ops/packs/${pack.sha256}`}>
        <input type="hidden" name="view" value="rules" />
        <TextField type="search" name="q" label={texts.search} value={words} maxlength={100} />
        <button type="submit">{t.queue.filter}</button>
      </form>
      <DataTable
        label={t.ops.pack.view.rules}
        columns={[
          { text: texts.id },
          { text: texts.title },
          { text: texts.family },
          { text: texts.points, number: true },
        ]}
        rows={found
          .slice(0, listedMax)
          .map((one) => [
            <a href={`/ops/packs/${pack.sha256}/rule?id=${encodeURIComponent(one.id)}`}>{one.id}</a>,
            <span class="words">{localText(one.title, page.language)}</span>,
            familyName(one.family, page),
            one.points !== undefined
              ? format.signed(one.points)
              : one.strength === undefined
                ? ''
                : t.ops.terms.strengths[one.strength],
          ])}
      />
      {found.length > listedMax && <p>{say(t.ops.frame.more, { count: found.length - listedMax })}</p>}
    </section>
  )
}
