// Chromium for the browser suite: Debian's own, found or skipped with a line that says so. One browser and one server serve a whole file.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'

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
