// All packs on the shelf with their states, an upload, and the way back.

import type { listPacks } from '../../routes/packs.ts'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { mayAct, OpsLayout } from './ops-frame.tsx'
import { Watching } from './overview-page.tsx'
import { type Named, RollbackForm, ShelfTable, UploadForm } from './shelf.tsx'

type Packs = ReturnType<typeof listPacks>

export type PacksPageProps = {
  readonly page: Page
  readonly packs: Packs
  readonly keyName: (by: string) => string
  readonly notice: string | null
}

export function PacksPage({ page, packs, keyName, notice }: PacksPageProps): Html {
  const { pack } = page.t.ops
  return (
    <OpsLayout page={page} title={pack.listTitle} notice={notice}>
      <Watching page={page} watching={packs.watching} />
      <ShelfTable
        page={page}
        label={pack.listTitle}
        kind={pack.pack}
        base="/ops/packs"
        shelved={packs.packs}
        nameOf={({ id, version }) => `${id} ${version}`}
        keyName={keyName}
      />
      {mayAct(page) && (
        <div class="columns">
          {(['customs', 'carrier'] as const).map((slot) => (
            <RollbackForm
              page={page}
              action="/ops/packs/rollback"
              slot={slot}
              previous={namedPack(packs.packs, packs.slots[slot].previous)}
            />
          ))}
          <UploadForm page={page} action="/ops/packs" title={pack.upload} hint={pack.uploadHint} />
        </div>
      )}
    </OpsLayout>
  )
}

/** By its hash where it is no longer on the shelf. */
export function namedPack(shelved: Packs['packs'], sha256: string | null): Named | null {
  if (sha256 === null) return null
  const found = shelved.find((one) => one.sha256 === sha256)
  return { sha256, name: found === undefined ? sha256.slice(0, 12) : `${found.id} ${found.version}` }
}
