// The field for item ids: at the top of the desk, and beside every answer for the next parcel. Scanning is typing and Enter.

import { type Child, type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'

export type ScanFormProps = {
  readonly page: Page
  readonly itemId?: string
  readonly isFocused?: boolean
  /** Beside the field, where there is room to explain it. */
  readonly children?: Child
}

export function ScanForm({ page, itemId = '', isFocused = false, children }: ScanFormProps): Html {
  const { t } = page
  return (
    <search>
      <form class="panel scan no-print" method="get" action="/desk">
        <label class="field">
          <span>{t.check.scan}</span>
          <input
            type="text"
            name="item"
            value={itemId}
            maxlength={64}
            autofocus={isFocused}
            autocomplete="off"
            spellcheck="false"
            data-key="i"
            aria-describedby={children === undefined ? undefined : 'hint-scan'}
          />
          {children !== undefined && (
            <span class="hint" id="hint-scan">
              {t.check.scanHint}
            </span>
          )}
        </label>
        <button type="submit">{t.check.find}</button>
        {children}
      </form>
    </search>
  )
}
