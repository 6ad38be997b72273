// A parcel tried on a draft of the shelf, with the form to try the next one.

import type { TriedParcel } from '../../jobs/pack-tasks.ts'
import { type Html, h, nothing } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import { OpsLayout } from './ops-frame.tsx'
import type { ShelvedPack } from './pack-page.tsx'
import { type Trial, TriedPart, TryFields } from './try-part.tsx'

export type TryPageProps = {
  readonly page: Page
  readonly pack: ShelvedPack
  readonly trial: Trial
  /** Null where there was nothing to try. */
  readonly tried: TriedParcel | null
}

export function TryPage({ page, pack, trial, tried }: TryPageProps): Html {
  const { acts } = page.t.ops
  const base = `/ops/packs/${pack.sha256}`
  return (
    <OpsLayout page={page} title={acts.try}>
      <p>
        <a href={base}>{`${pack.id} ${pack.version}`}</a>
      </p>
      {tried === null ? nothing : <TriedPart page={page} tried={tried} />}
      <form class="panel" method="post" action={`${base}/try`}>
        <CsrfField page={page} />
        <TryFields page={page} trial={trial} />
        <button type="submit" class="main">
          {acts.try}
        </button>
      </form>
    </OpsLayout>
  )
}
