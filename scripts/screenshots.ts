// Pictures of the main pages into docs/screenshots/ or the folder given, from a fresh service with made-up parcels:
// `node --import=tsx scripts/screenshots.ts [FOLDER]`. Needs Chromium (BEAGLE_CHROMIUM names another one).

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { readConfig } from '../src/config.ts'
import { startService } from '../src/start-service.ts'

const root = resolve(import.meta.dirname, '..')
const target = process.argv[2] ?? join(root, 'docs/screenshots')

/** The declarations of the examples, as a courier sends them. */
const posted = [
  'ivory-bracelet',
  'documented/hk-2016-toys',
  'documented/za-2022-toys',
  'documented/hk-2017-coffee',
  'ordinary/tiger-balm',
]

/** More for the queue: item id, office, from, to, words, HS code, grams, value in EUR. */
const awaiting = [
  ['CP204177335VN', '70000', 'VN', 'CZ', 'pangolin scales, powder', '3004.90', 900, '60.00'],
  ['RR553102845ID', '80361', 'ID', 'FR', 'dried seahorses', '0305.59', 250, '80.00'],
  ['EE700123658NG', '100001', 'NG', 'BE', 'hair accessories', '9615.11', 4200, '15.00'],
  ['CP618401270BR', '01000', 'BR', 'DE', 'orchid plants, Cattleya, bare root', '0602.90', 700, '45.00'],
  ['RR311886403IN', '110001', 'IN', 'NL', 'shahtoosh shawl, hand made', '6214.20', 180, '300.00'],
  ['CP334155702ZA', '2000', 'ZA', 'BE', 'python leather belt', '4203.30', 310, '70.00'],
] as const

function awaitingParcel(row: (typeof awaiting)[number]): unknown {
  const [itemId, postingOffice, country, to, description, hsCode, netWeightGrams, amount] = row
  const goods = { description, quantity: 1, netWeightGrams, hsCode, originCountry: country }
  return {
    itemId,
    postingOffice,
    service: 'parcel',
    sender: { name: 'Sender Example', country },
    addressee: { name: 'Addressee Example', country: to },
    contents: [{ ...goods, value: { amount, currency: 'EUR' } }],
  }
}

const tarantulas = {
  itemId: 'RR100000017PL',
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
    for (const row of awaiting) await post(url, courier, awaitingParcel(row))
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

/** The visible part only, without what is empty below a short page: the whole of an answer would be a picture of three screens. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate('document.activeElement?.blur()')
  const { width, height } = page.viewportSize()!
  const end = await page.evaluate<number>(
    'document.querySelector("main").lastElementChild.getBoundingClientRect().bottom',
  )
  const clip = { x: 0, y: 0, width, height: Math.min(height, Math.ceil(end) + 16) }
  await page.screenshot({ path: join(target, `${name}.png`), clip })
  process.stdout.write(`${name}.png\n`)
}

async function shootDesk(page: Page): Promise<void> {
  await page.fill('[name=text]', JSON.stringify(example('ivory-bracelet')))
  await page.getByRole('button', { name: 'Split into fields' }).click()
  await page.locator('#hint-c0', { hasText: 'HS' }).waitFor()
  await shoot(page, 'desk-check')
  await page.goto('/desk/queue')
  await shoot(page, 'desk-queue')
  await page.getByRole('link', { name: 'RR100000017PL' }).click()
  await shoot(page, 'desk-answer')
  const points = page.locator('.panel', { has: page.locator('.waterfall') })
  await points.screenshot({ path: join(target, 'desk-points.png') })
  process.stdout.write('desk-points.png\n')
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

/** Three offices: one whose alerts are hardly checked, one where checks find something, one where they mostly do not. */
const offices = [
  { postingOffice: '10500', country: 'TH', checkedOneIn: 30, foundOneIn: 2 },
  { postingOffice: 'CNPEKA', country: 'CN', checkedOneIn: 1, foundOneIn: 2 },
  { postingOffice: 'ZAJNBA', country: 'ZA', checkedOneIn: 1, foundOneIn: 30 },
] as const

const everyday = [
  'cotton shirt',
  'phone case',
  'ceramic mug',
  'children book',
  'running shoes',
  'wool socks',
  'LED lamp',
]
const alerting = ['carved ivory bracelet', 'python leather wallet']
const words = [...everyday, alerting[0]!, ...everyday, alerting[1]!, 'a jar of qorimba resin']

/** Made-up traffic with checks, so that the ops room has something to tell. */
async function postWeek(url: string, courier: string, officer: string): Promise<void> {
  const alerts = offices.map(() => 0)
  for (let n = 0; n < 690; n++) {
    const which = n % offices.length
    const { postingOffice, country, checkedOneIn, foundOneIn } = offices[which]!
    const description = words[n % words.length]!
    const value = { amount: `${10 + (n % 40)}.00`, currency: 'EUR' }
    const piece = { description, quantity: 1, value, originCountry: country }
    const id = await post(url, courier, {
      postingOffice,
      sender: { name: 'Sender Example', country },
      addressee: { name: 'Addressee Example', country: 'BE' },
      contents: [n % 5 === 0 ? piece : { ...piece, netWeightGrams: 120 + (n % 300) }],
    })
    if (!alerting.includes(description)) continue
    const turn = alerts[which]!++
    if (turn % checkedOneIn > 0) continue
    const result = turn % foundOneIn === 0 ? 'listed_without_valid_papers' : 'nothing_listed'
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
  await page.getByRole('link', { name: 'RR100000017PL' }).click()
  await shoot(page, 'desk-answer-360-fr-dark')
}

await main()
