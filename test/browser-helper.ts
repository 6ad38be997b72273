// Chromium for the browser suite: Debian's own, found or skipped with a line that says so. One browser and one server serve a whole file; who walks the pages
// has a key, and signs in once.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'
import type { Store } from '../src/store/store.ts'
import type { Server } from './process-helper.ts'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Said where there is none, in the line of the test that was not run. */
export const skipText =
  'no Chromium here (apt-get install chromium, or BEAGLE_CHROMIUM): the pages were not walked in a browser'

/** Null where there is none: `.ci/run` installs it, other machines skip. */
export function chromiumPath(): string | null {
  return process.env.BEAGLE_CHROMIUM ?? places.find((path) => existsSync(path)) ?? null
}

export async function startBrowser(t: Test, path: string): Promise<Browser> {
  // Containers and CI run as root, where Chromium's sandbox does not start; the pages are our own.
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] })
  t.teardown(() => browser.close())
  return browser
}

export type Visitor = {
  readonly language?: 'en' | 'fr' | 'de' | 'nl'
  readonly width?: number
  readonly script?: boolean
  /** Cookies of somebody who has signed in, by `context.storageState()`. */
  readonly state?: Awaited<ReturnType<BrowserContext['storageState']>>
}

/** A browser of its own kind: language, width, with or without script. */
export async function visit(browser: Browser, url: string, visitor: Visitor = {}): Promise<Page> {
  const { language = 'en', width = 1280, script = true, state } = visitor
  const context: BrowserContext = await browser.newContext({
    baseURL: url,
    locale: language,
    viewport: { width, height: 900 },
    javaScriptEnabled: script,
    acceptDownloads: true,
    ...(state === undefined ? {} : { storageState: state }),
  })
  context.setDefaultTimeout(10_000)
  if (script) await context.addInitScript({ path: join(import.meta.dirname, 'in-page.js') })
  return context.newPage()
}

/** Signs in through the page, by keyboard; a key is pasted. */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.goto('/sign-in')
  await page.locator('[name=key]:focus').waitFor()
  await page.keyboard.insertText(key)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

export type Enter = (key: string, visitor?: Visitor, url?: string) => Promise<Page>

/** Opens a page at the first one of its key. Signs in once a key: who comes again brings her cookies. */
export function entrance(browser: Browser, home: string): Enter {
  const states = new Map<string, NonNullable<Visitor['state']>>()
  return async (key, visitor = {}, url = home) => {
    const state = states.get(key)
    const page = await visit(browser, url, state === undefined ? visitor : { ...visitor, state })
    if (state === undefined) {
      await signIn(page, key)
      states.set(key, await page.context().storageState())
    } else await page.goto('/')
    return page
  }
}

/** A key of somebody at customs, in a store that no server has opened yet: unlike the demo key, it may not switch alone. */
export async function keyAtCustoms({ keys }: Store, role: 'ops' | 'auditor', label: string): Promise<string> {
  const by = { actor: 'the suite', reason: null }
  return (await keys.create({ clientId: 'customs-be', role, mode: 'live', label }, by)).token
}

/** An answer of the API to a demo key; a body is posted. Throws where it is refused. */
export async function callApi<Answer>(
  { url, key }: Pick<Server, 'url' | 'key'>,
  role: Parameters<Server['key']>[0],
  path: string,
  body?: object,
): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key(role)}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path} is answered with ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Answer
}
