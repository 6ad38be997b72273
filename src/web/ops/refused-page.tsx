// An act that was refused: why, gate by gate or fault by fault, and what to do about it.

import type { AppError } from '../../errors.ts'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { OpsLayout, RefusalText } from './ops-frame.tsx'

export type RefusedPageProps = { readonly page: Page; readonly error: AppError; readonly back: string }

export function RefusedPage({ page, error, back }: RefusedPageProps): Html {
  const { acts } = page.t.ops
  return (
    <OpsLayout page={page} title={acts.refused}>
      <RefusalText page={page} error={error} />
      <p>
        <a class="button" href={back}>
          {acts.back}
        </a>
      </p>
    </OpsLayout>
  )
}
