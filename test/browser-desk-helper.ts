// The desk in a browser for the suites: the real process, one officer who has signed in, and a courier's parcels.

import type { Browser, Page } from 'playwright-core'
import type { Test } from 'tap'
import { callApi, entrance, startBrowser, type Visitor } from './browser-helper.ts'
import { testFolder } from './helper.ts'
import { type Server, startOrThrow } from './process-helper.ts'

export type BrowserDesk = {
  readonly server: Server
  readonly browser: Browser
  readonly key: string
  /** A page of her own kind, signed in, at the desk. */
  readonly officer: (visitor?: Visitor) => Promise<Page>
}

export async function startBrowserDesk(t: Test, executable: string): Promise<BrowserDesk> {
  const [server, browser] = await Promise.all([startOrThrow(t, testFolder(t)), startBrowser(t, executable)])
  const key = server.key('officer')
  const enter = entrance(browser, server.url)
  // An officer signs in once a shift.
  const door = await enter(key)
  await door.context().close()
  const officer = (visitor: Visitor = {}) => enter(key, visitor)
  return { server, browser, key, officer }
}

/** A courier's parcel, as the queue gets them. */
export async function score(
  server: Pick<Server, 'url' | 'key'>,
  change: { readonly itemId: string; readonly description?: string; readonly contents?: readonly object[] },
): Promise<string> {
  const { itemId, description = 'carved ivory bracelet, antique' } = change
  const piece = {
    description,
    hsCode: '7117.90',
    netWeightGrams: 85,
    originCountry: 'TH',
    value: { amount: '35', currency: 'EUR' },
  }
  const parcel = {
    itemId,
    postingOffice: '10500',
    sender: { country: 'TH' },
    addressee: { country: 'BE' },
    contents: change.contents ?? [piece],
  }
  return (await callApi<{ readonly decisionId: string }>(server, 'courier', '/v1/score', parcel)).decisionId
}

/** Sheets of A4 that the page takes on paper. */
export async function sheetsOf(page: Page): Promise<number | undefined> {
  const pdf = await page.pdf({ format: 'A4' })
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length
}
