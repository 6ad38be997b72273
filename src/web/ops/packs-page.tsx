// All packs on the shelf with their states, an upload, and the way back.

import type { listPacks } from '../../routes/packs.ts'
import { type Html, h } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import { DataTable, Hash, mayAct, OpsLayout, States } from './ops-frame.tsx'
import { Watching } from './overview-page.tsx'
import { ReasonField } from './reason-field.tsx'

export type PacksPageProps = {
  readonly page: Page
  readonly packs: ReturnType<typeof listPacks>
  readonly keyName: (by: string) => string
  readonly notice: string | null
}

const shownMax = 100

export function PacksPage({ page, packs, keyName, notice }: PacksPageProps): Html {
  const { t, format } = page
  const { pack, states } = t.ops
  return (
    <OpsLayout page={page} title={pack.listTitle} notice={notice}>
      <Watching page={page} watching={packs.watching} />
      <section class="panel">
        <DataTable
          label={pack.listTitle}
          columns={[
            { text: pack.pack },
            { text: pack.state },
            { text: pack.uploaded },
            { text: pack.by },
            { text: pack.hash },
          ]}
          rows={packs.packs
            .slice(0, shownMax)
            .map((one) => [
              <a href={`/ops/packs/${one.sha256}`}>{`${one.id} ${one.version}`}</a>,
              <States page={page} states={one.states} />,
              format.dateTime(one.uploadedAt),
              keyName(one.uploadedBy),
              <Hash sha256={one.sha256} />,
            ])}
        />
      </section>
      {mayAct(page) && (
        <div class="columns">
          <UploadForm page={page} action="/ops/packs" title={pack.upload} hint={pack.uploadHint} />
          {(['customs', 'carrier'] as const)
            .filter((slot) => packs.slots[slot].previous !== null)
            .map((slot) => (
              <form class="panel" method="post" action="/ops/packs/rollback">
                <h2>{`${pack.rollback} (${pack[slot]})`}</h2>
                <p>{pack.rollbackHint}</p>
                <CsrfField page={page} />
                <input type="hidden" name="slot" value={slot} />
                <ReasonField page={page} />
                <button type="submit">
                  {`${states.previous}: ${nameOf(packs, packs.slots[slot].previous!)}`}
                </button>
              </form>
            ))}
        </div>
      )}
    </OpsLayout>
  )
}

function nameOf({ packs }: PacksPageProps['packs'], sha256: string): string {
  const found = packs.find((one) => one.sha256 === sha256)
  return found === undefined ? sha256.slice(0, 12) : `${found.id} ${found.version}`
}

export type UploadFormProps = {
  readonly page: Page
  readonly action: string
  readonly title: string
  readonly hint: string
}

export function UploadForm({ page, action, title, hint }: UploadFormProps): Html {
  return (
    <form class="panel" method="post" action={action} enctype="multipart/form-data">
      <h2>{title}</h2>
      <CsrfField page={page} />
      <label class="field">
        <span>{page.t.ops.frame.file}</span>
        <input type="file" name="file" accept=".json,application/json" required />
        <span class="hint">{hint}</span>
      </label>
      <button type="submit">{page.t.ops.frame.upload}</button>
    </form>
  )
}
