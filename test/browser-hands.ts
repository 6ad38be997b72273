// A page by keyboard alone: tab by tab, as hands do.

import type { Page } from 'playwright-core'

/** Past the menu where there is one; throws where no tab leads there. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let step = 0; step < 150; step++) {
    const stands = await page.evaluate(`inPage.standsAt(${JSON.stringify(selector)})`)
    if (stands === 'there') return
    await page.keyboard.press(stands === 'skip' ? 'Enter' : 'Tab')
  }
  throw new Error(`no tab leads to ${selector}`)
}

export async function type(page: Page, selector: string, text: string): Promise<void> {
  await tabTo(page, selector)
  await page.keyboard.type(text)
}

export async function press(page: Page, selector: string): Promise<void> {
  await tabTo(page, selector)
  await page.keyboard.press('Enter')
}

/** Waits for an address; where another page came instead, its words say which. */
export async function arrive(page: Page, ...address: Parameters<Page['waitForURL']>): Promise<void> {
  try {
    await page.waitForURL(...address)
  } catch (fault) {
    const words = await page
      .locator('main')
      .innerText({ timeout: 1000 })
      .catch(() => 'no page')
    throw new Error(`${(fault as Error).message.split('\n')[0]} It says: ${words.slice(0, 500)}`)
  }
}

/** Letter by letter in a list of choices. */
export async function choose(page: Page, selector: string, text: string): Promise<void> {
  await tabTo(page, selector)
  await page.keyboard.type(text)
  const chosen = await page.locator(`${selector} option:checked`).innerText()
  if (chosen !== text) throw new Error(`typing ${text} chose ${chosen}`)
}
