// The desk itself: scan a parcel, paste or type its declaration, and read the answer above the form that gave it.

import { randomUUID } from 'node:crypto'
import { AreaField } from '../form-fields.tsx'
import { Fragment, type Html, h } from '../html.ts'
import { CsrfField, Layout, type Page } from '../page.tsx'
import { Answer } from './answer.tsx'
import { DecisionTable } from './answer-history.tsx'
import { CheckForm } from './check-form.tsx'
import type { DecisionSummary, DecisionView } from './decision-view.ts'
import { type ParcelFields, piecesIn } from './parcel-form.ts'
import { pasteUnitsMax } from './paste-parcel.ts'
import { ScanForm } from './scan-form.tsx'

export type CheckPageProps = {
  readonly page: Page
  readonly fields: ParcelFields
  readonly faults?: ReadonlyMap<string, string>
  readonly refusal?: string | null
  readonly notice?: string | null
  readonly extraLines?: number
  /** What was pasted and could not be taken as a whole. */
  readonly pasted?: string
  /** What a scan found. */
  readonly scanned?: { readonly itemId: string; readonly decisions: readonly DecisionSummary[] } | null
  /** An item id that waits in the field for the next scan. */
  readonly toScan?: string
  /** The answer to what was just sent. */
  readonly view?: DecisionView | null
  readonly keyName?: (id: string) => string
}

export function CheckPage(props: CheckPageProps): Html {
  const { page, fields, faults = new Map(), refusal = null, notice = null, scanned = null } = props
  const { view = null, keyName = (id) => id, extraLines = 0, pasted = '', toScan = '' } = props
  const { t } = page
  const isStarted = fields.size > 0
  const title = view === null ? t.check.title : (view.stored.itemId ?? t.queue.noItem)
  return (
    <Layout page={page} title={title} scripts={['desk.js']} wide>
      <h1>{title}</h1>
      {view !== null && <Answer page={page} view={view} keyName={keyName} />}
      {refusal !== null && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      {notice !== null && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      {view === null && <Scan page={page} itemId={toScan} isFocused={!isStarted || toScan !== ''} />}
      {scanned !== null && <Scanned page={page} {...scanned} />}
      {view !== null && (
        <h2 class="again">
          {t.check.again} <span class="faint">{t.check.againHint}</span>
        </h2>
      )}
      <CheckForm
        page={page}
        fields={fields}
        faults={faults}
        submission={randomUUID()}
        extraLines={extraLines}
        focus={
          view === null && isStarted && toScan === ''
            ? ([...faults.keys()][0] ?? firstEmpty(fields, extraLines))
            : null
        }
        submitText={view === null ? t.check.submit : t.check.again}
      />
      {view === null && <Paste page={page} text={pasted} />}
    </Layout>
  )
}

/** Where typing goes on: the first description, or that of the line just added. */
function firstEmpty(fields: ParcelFields, extraLines: number): string {
  return `c${extraLines === 0 ? 0 : piecesIn(fields, extraLines) - 1}.description`
}

type ScanProps = { readonly page: Page; readonly itemId: string; readonly isFocused: boolean }

/** First on the page and focused: a scanner types the id and presses Enter. Empty, or the next scan would run into the last. */
function Scan({ page, itemId, isFocused }: ScanProps): Html {
  const { t } = page
  return (
    <ScanForm page={page} itemId={itemId} isFocused={isFocused}>
      <p class="faint keys">
        <kbd>Alt I</kbd> {t.check.keyScan} <kbd>Alt D</kbd> {t.check.keyDescription} <kbd>Alt C</kbd>{' '}
        {t.check.keyCheck} <kbd>Alt P</kbd> {t.check.keyPaste}
      </p>
    </ScanForm>
  )
}

type ScannedProps = {
  readonly page: Page
  readonly itemId: string
  readonly decisions: readonly DecisionSummary[]
}

function Scanned({ page, itemId, decisions }: ScannedProps): Html {
  const { t, say } = page
  const heading = say(t.check.found, { count: decisions.length, item: itemId })
  return (
    <section class="panel" aria-live="polite">
      {decisions.length === 0 ? (
        <p>{say(t.check.notFound, { item: itemId })}</p>
      ) : (
        <>
          <h2>{heading}</h2>
          <DecisionTable page={page} caption={heading} decisions={decisions} />
        </>
      )}
    </section>
  )
}

function Paste({ page, text }: { readonly page: Page; readonly text: string }): Html {
  const { t } = page
  return (
    <form class="panel" method="post" action="/desk/paste">
      <CsrfField page={page} />
      <AreaField
        name="text"
        label={t.check.paste}
        value={text}
        hint={t.check.pasteHint}
        rows={5}
        maxlength={pasteUnitsMax}
        shortcut="p"
      />
      <button type="submit">{t.check.pasteSubmit}</button>
    </form>
  )
}
