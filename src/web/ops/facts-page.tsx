// The facts a condition may read: the table behind the completion, for those who work without it.

import type { FactDescription } from '../../scoring/fact-description.ts'
import type { FactPath } from '../../scoring/fact-path.ts'
import { DataTable } from '../data-table.tsx'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { OpsLayout } from './ops-frame.tsx'

export function FactsPage({
  page,
  facts,
}: {
  readonly page: Page
  readonly facts: readonly FactDescription[]
}): Html {
  const { rule } = page.t.ops
  return (
    <OpsLayout page={page} title={rule.facts}>
      <section class="panel">
        <DataTable
          caption={rule.facts}
          columns={[rule.fact, rule.type, rule.meaning]}
          rows={facts.map(({ path, type, unit, doc, optional }) => [
            <code class="code words">{path}</code>,
            <code class="code">{`${type}${unit === null ? '' : `, ${unit}`}${optional ? ', ?' : ''}`}</code>,
            page.t.facts[path as FactPath] ?? doc,
          ])}
        />
      </section>
    </OpsLayout>
  )
}
