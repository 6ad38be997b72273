// Pictures of the main pages into docs/screenshots/, from a fresh service with made-up parcels: `node --import=tsx scripts/screenshots.ts`.
// Needs Chromium (BEAGLE_CHROMIUM names another one).

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { readConfig } from '../src/config.ts'
import { startService } from '../src/start-service.ts'

const root = resolve(import.meta.dirname, '..')
const target = join(root, 'docs/screenshots')

/** The declarations of the examples, as a courier sends them. */
const posted = [
  'ivory-bracelet',
  'documented/hk-2016-toys',
  'documented/za-2022-toys',
  'documented/hk-2017-coffee',
  'ordinary/tiger-balm',
]

const tarantulas = {
  itemId: 'RR100000014PL',
  service: 'ems',
  category: 'gift',
  postingOffice: '00-001',
  sender: { country: 'PL' },
  addressee: { country: 'DE' },
  grossWeightGrams: 410,
  contents: [
    {
      description: '3 live tarantulas Brachypelma hamorii in vials, fragile',
      quantity: 3,
      netWeightGrams: 120,
      value: { amount: '390.00', currency: 'PLN' },
      hsCode: '0106.90',
      originCountry: 'PL',
    },
  ],
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'beagle-shots-'))
  mkdirSync(target, { recursive: true })
  const service = await startService(readConfig({ BEAGLE_DATA_DIR: dataDir, BEAGLE_LOG_LEVEL: 'silent' }))
  const executablePath = process.env.BEAGLE_CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const url = await service.app.listen({ host: '127.0.0.1', port: 0 })
    const { courier, officer, ops } = service.demo!.tokens
    for (const name of posted) await post(url, courier, example(name))
    await post(url, courier, tarantulas)
    await shootDesk(await open(browser, url, officer, { locale: 'en' }))
    await postWeek(url, courier, officer)
    await shootOps(await open(browser, url, ops, { locale: 'en' }))
    await shootNarrow(await open(browser, url, officer, { locale: 'fr', width: 360, dark: true }))
  } finally {
    await browser.close()
    await service.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function example(name: string): unknown {
  const json = JSON.parse(readFileSync(join(root, `examples/${name}.json`), 'utf8')) as { parcel?: unknown }
  return json.parcel ?? json
}

async function post(url: string, key: string, parcel: unknown): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/score`, { method: 'POST', headers, body: JSON.stringify(parcel) })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { decisionId: string }).decisionId
}

type Look = { readonly locale: string; readonly width?: number; readonly dark?: boolean }

async function open(browser: Browser, url: string, key: string, look: Look): Promise<Page> {
  const { locale, width = 1180, dark = false } = look
  const context = await browser.newContext({
    baseURL: url,
    locale,
    viewport: { width, height: width < 500 ? 740 : 860 },
    colorScheme: dark ? 'dark' : 'light',
  })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.fill('[name=key]', key)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/(?:desk|ops)$/)
  return page
}

/** The visible part only: the whole of an answer would be a picture of three screens. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate('document.activeElement?.blur()')
  await page.screenshot({ path: join(target, `${name}.png`) })
  process.stdout.write(`docs/screenshots/${name}.png\n`)
}

async function shootDesk(page: Page): Promise<void> {
  await page.fill('[name=text]', JSON.stringify(example('ivory-bracelet')))
  await page.getByRole('button', { name: 'Split into fields' }).click()
  await page.locator('#hint-c0', { hasText: 'HS' }).waitFor()
  await shoot(page, 'desk-check')
  await page.goto('/desk/queue')
  await shoot(page, 'desk-queue')
  await page.getByRole('link', { name: 'RR100000014PL' }).click()
  await shoot(page, 'desk-answer')
  await page.locator('.waterfall').scrollIntoViewIfNeeded()
  await page.evaluate('document.querySelector(".waterfall").closest(".panel").scrollIntoView()')
  await shoot(page, 'desk-points')
  await page.evaluate('scrollTo(0, 0)')
  await page.locator('[data-key=s]').click()
  await page.locator('[name="f0.taxon"]').fill('Brachypelma hamorii')
  await page.selectOption('[name="f0.form"]', 'LIV')
  await page.locator('[name="f0.quantity"]').fill('3')
  await shoot(page, 'desk-outcome')
  await page.goBack()
  await page.getByRole('link', { name: 'Print sheet' }).click()
  await shoot(page, 'desk-sheet')
  await page.goto('/desk/training/hk-2016-toys')
  await page.locator('[name=answer]').first().check()
  await page.locator('[data-key=c]').click()
  await shoot(page, 'desk-practice')
}

/** Made-up traffic with checks, so that the ops room has something to tell. */
async function postWeek(url: string, courier: string, officer: string): Promise<void> {
  const words = [
    'cotton shirt',
    'carved ivory bracelet',
    'a jar of qorimba resin',
    'python leather wallet',
    'phone case',
  ]
  const offices = [
    { postingOffice: '10500', sender: { country: 'TH' } },
    { postingOffice: 'CNPEKA', sender: { country: 'CN' } },
    { postingOffice: 'ZAJNBA', sender: { country: 'ZA' } },
  ]
  for (let n = 0; n < 240; n++) {
    const contents = [{ description: words[n % words.length] }]
    const id = await post(url, courier, { ...offices[n % 3], addressee: { country: 'BE' }, contents })
    const isAlert = n % words.length === 1 || n % words.length === 3
    if (!isAlert || n % 3 === 0) continue
    const result = n % 3 === 1 || n % 7 === 0 ? 'listed_without_valid_papers' : 'nothing_listed'
    await fetch(`${url}/v1/decisions/${id}/outcomes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${officer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'opened_by_customs', result }),
    })
  }
}

/** A new code word on its way to a draft, tried on a parcel; then what checks have shown. */
async function shootOps(page: Page): Promise<void> {
  await page.goto('/ops')
  await page.locator('[data-key=t]').click()
  await page.fill('[name=terms]', 'qorimba resin')
  await page.fill('[name=taxon]', 'elephant')
  await page.selectOption('[name=strength]', 'strong')
  await page.fill('[name=source]', 'seizure report 7')
  await page.fill('[name=reviewedBy]', 'wildlife desk')
  await page.fill('[name=tryText]', 'a jar of qorimba resin')
  await page.waitForSelector('#tried')
  await shoot(page, 'ops-terms')
  await page.locator('button[value=save]').click()
  await page.waitForURL(/done=saved/)
  await page.locator('form[action$="/backtest"] button').click()
  await page.waitForSelector('#report')
  await shoot(page, 'ops-backtest')
  await page.goto('/ops/weak-points?country=BE&by=office')
  await page.locator('[data-live]').waitFor({ state: 'detached' })
  await shoot(page, 'ops-weak-points')
}

async function shootNarrow(page: Page): Promise<void> {
  await page.goto('/desk/queue')
  await page.getByRole('link', { name: 'RR100000014PL' }).click()
  await shoot(page, 'desk-answer-360-fr-dark')
}

await main()
