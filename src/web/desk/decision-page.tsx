// One decision, looked up: its answer as it was given, what was found since, and what can be done with it.

import { type Html, h } from '../html.ts'
import { Layout, type Page } from '../page.tsx'
import { Answer } from './answer.tsx'
import type { DecisionView } from './decision-view.ts'

export type DecisionPageProps = {
  readonly page: Page
  readonly view: DecisionView
  readonly keyName: (id: string) => string
  readonly notice: string | null
}

export function DecisionPage({ page, view, keyName, notice }: DecisionPageProps): Html {
  const { t } = page
  const title = view.stored.itemId ?? t.queue.noItem
  return (
    <Layout page={page} title={title} scripts={['desk.js']} wide>
      <h1>{title}</h1>
      <Answer page={page} view={view} keyName={keyName} notice={notice} />
    </Layout>
  )
}
