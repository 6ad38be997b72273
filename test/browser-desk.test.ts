// The desk in a real browser against the real process: each job from start to end, by keyboard, without script, in two languages, at 360 px.

import type { Page } from 'playwright-core'
import t from 'tap'
import { textsOf } from '../src/web/texts/texts.ts'
import { type BrowserDesk, score, sheetsOf, startBrowserDesk } from './browser-desk-helper.ts'
import { arrive } from './browser-hands.ts'
import { chromiumPath, signIn, skipText, visit } from './browser-helper.ts'

const path = chromiumPath()
if (path === null) t.pass('the desk in a browser', { skip: skipText })
else await walk(path)

async function walk(executable: string): Promise<void> {
  const desk = await startBrowserDesk(t, executable)
  for (const language of ['en', 'de'] as const) {
    const page = await desk.officer({ language })
    walkCheck(desk, page, language)
    walkQueue(desk, page, language)
    walkSeizure(desk, page, language)
    walkPractice(page, language)
  }
  walkWithoutScript(desk)
  walkLateForm(desk)

  t.test('the key is in no log', async (t) => {
    const { server, key } = desk
    // The greeting of a fresh start shows a demo key on purpose; the log proper is what stands in lines of JSON.
    const log = server
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .join('\n')
    t.match(log, '"msg":"ready"')
    t.notMatch(log, key)
    t.notMatch(log, key.slice(9, 30))
    t.notMatch(log, 'beagle_session=')
  })
}

type Language = 'en' | 'de'

function walkCheck({ server }: BrowserDesk, page: Page, language: Language): void {
  const words = textsOf(language)
  const itemId = language === 'en' ? 'RR473124829TH' : 'CX100000005ZA'

  t.test(`${language}: scan, type, check, and read the answer, hands on the keyboard`, async (t) => {
    await page.locator('[name=item]:focus').waitFor()
    await page.keyboard.type(itemId.toLowerCase())
    await page.keyboard.press('Enter')
    await arrive(page, '**/desk?item=*')
    // A scan leads to the first line: the browser gives it the focus once it has drawn the page.
    await page.locator('[name="c0.description"]:focus').waitFor()
    await page.keyboard.type('carved ivory bracelet, antique')
    for (const text of ['1', '0.085', '35', 'EUX', '7117.90', 'TH']) {
      await page.keyboard.press('Tab')
      await page.keyboard.type(text)
    }
    await page.locator('#hint-c0[data-state=bad]', { hasText: words.check.hints.currencyUnknown }).waitFor()
    for (let n = 0; n < 2; n++) await page.keyboard.press('Shift+Tab')
    await page.keyboard.type('EUR')
    await page.locator('#hint-c0', { hasText: 'HS 711790' }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForSelector('#answer')
    const order = await page.locator('.headline, .panel h2, .outcome-bar').allInnerTexts()
    t.match(order[0], words.lanes.red)
    t.match(order[0], words.actions.hold_and_refer)
    t.equal(await page.locator('mark').first().innerText(), `carved ivory${words.answer.readings.specimen}`)
    t.equal((await page.locator('.waterfall tbody tr').count()) > 5, true)
    const points = await page.locator('.waterfall td.number').allInnerTexts()
    const numbers = points.map((text) => Number(text.replace('−', '-')))
    t.equal(
      numbers.slice(0, -1).reduce((sum, number) => sum + number, 0),
      numbers.at(-1),
      'it adds up',
    )
  })

  t.test(`${language}: the next parcel is scanned wherever the focus is, and found`, async (t) => {
    await page.keyboard.type(`${itemId}`)
    await page.locator('[name=item]:focus').waitFor()
    await page.keyboard.press('Enter')
    await arrive(page, '**done=found')
    t.equal(await page.locator('h1').innerText(), itemId)
    const other = await score(server, { itemId: `RR60000000${language === 'en' ? '1' : '2'}TH` })
    t.match(
      await page.locator('[role=status]').innerText(),
      language === 'en' ? 'this item id' : 'Sendungsnummer',
    )
    await page.goto(`/desk/decisions/${other}`)
    await page.keyboard.press('Alt+i')
    await page.locator('[name=item]:focus').waitFor()
    const [next, last] =
      language === 'en' ? ['RR100000017TH', 'RR100000025TH'] : ['RR100000034TH', 'RR100000048TH']
    for (const unknown of [next, last]) {
      await page.keyboard.type(unknown)
      await page.keyboard.press('Enter')
      await arrive(page, `**item=${unknown}`)
      // The second is scanned where the goods of the first are typed.
      await page.locator('[name="c0.description"]:focus').waitFor()
    }
    t.equal(await page.inputValue('[name=itemId]'), last)
    await page.keyboard.type('socks')
    await page.keyboard.type(next)
    await page.keyboard.press('Enter')
    await page.locator('.refusal', { hasText: next }).waitFor()
    await page.locator('[name=item]:focus').waitFor()
    await page.keyboard.type(itemId)
    t.equal(await page.inputValue('[name=item]'), itemId, 'a scan takes the place of the one that waits')
  })

  t.test(`${language}: a declaration is pasted where the cursor is and splits into fields`, async (t) => {
    await page.goto('/desk')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const text = 'RR 473 124 829 TH\n1 carved ivory bracelet 0.085 kg 35.00 EUR 7117.90 TH\nGift'
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
    await page.keyboard.press('Control+V')
    await arrive(page, '**/desk/paste')
    t.equal(await page.inputValue('[name="c0.netKg"]'), '0.085')
    t.equal(await page.inputValue('[name=itemId]'), 'RR473124829TH')
    await page.locator('#hint-itemId[data-state=good]').waitFor()
    await page.fill('[name="c0.description"]', '1')
    await page.fill('[name="c1.description"]', '')
    await page.keyboard.press('Alt+c')
    const fault = page.locator('#hint-c0[data-state=bad]', { hasText: words.check.faults.noDescription })
    await fault.waitFor()
    await page.locator('[name="c0.description"]:focus').waitFor()
    t.equal(await page.inputValue('[name="c0.netKg"]'), '0.085', 'and nothing typed is lost')
  })
}

function walkQueue({ server }: BrowserDesk, page: Page, language: Language): void {
  const words = textsOf(language)
  t.test(`${language}: claim from the queue, nothing found in under ten seconds`, async (t) => {
    await score(server, { itemId: `RR20000000${language === 'en' ? '1' : '2'}TH` })
    await page.goto('/desk')
    await page.keyboard.press('Alt+q')
    await arrive(page, '**/desk/queue')
    await page.locator('[name=lane]').focus()
    await page.keyboard.type(words.lanes.red)
    await page.getByRole('button', { name: words.queue.filter }).press('Enter')
    await arrive(page, '**lane=red*')
    await page.getByRole('button', { name: words.queue.claim }).first().press('Enter')
    await arrive(page, '**/desk/decisions/*')
    t.equal(await page.locator('[role=status]').innerText(), words.queue.claimed)
    await page.getByRole('button', { name: words.queue.release }).press('Enter')
    await arrive(page, '**/desk/queue')
    await page.getByRole('button', { name: words.queue.claim }).first().press('Enter')
    await arrive(page, '**/desk/decisions/*')
    const started = performance.now()
    await page.keyboard.press('Alt+n')
    await arrive(page, '**done=recorded')
    t.ok(performance.now() - started < 10_000, 'one press')
    t.match(await page.locator('main').innerText(), words.outcome.results.nothing_listed)
  })
}

function walkSeizure({ server }: BrowserDesk, page: Page, language: Language): void {
  const words = textsOf(language)
  t.test(`${language}: a seizure on one screen, then the laboratory, the draft and the sheet`, async (t) => {
    const id = await score(server, { itemId: `RR30000000${language === 'en' ? '1' : '2'}TH` })
    await page.goto(`/desk/decisions/${id}`)
    await page.keyboard.press('Alt+s')
    await arrive(page, '**/outcome?result=*')
    await page.locator('[name="f0.taxon"]:focus').waitFor()
    await page.keyboard.press('Control+A')
    const [listed] = await Promise.all([
      page.waitForResponse('**/taxa.json*'),
      page.keyboard.type('Loxodonta'),
    ])
    t.equal(listed.ok(), true)
    for (const typed of ['', 'IJW', 'two']) {
      await page.keyboard.press('Tab')
      await page.keyboard.type(typed)
    }
    await page.fill('[name=concealment]', 'in a shoe')
    await page.keyboard.press('Alt+c')
    await page.locator('[name="f0.quantity"]:focus[aria-invalid]').waitFor()
    t.equal(await page.inputValue('[name=concealment]'), 'in a shoe', 'a fault loses nothing')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('2')
    await page.keyboard.press('Alt+c')
    await arrive(page, '**done=recorded')
    t.match(
      await page.locator('main').innerText(),
      new RegExp(`Loxodonta.*${words.terms.IJW.replace(/[()]/g, '.')}.*IJW.*: 2 `),
    )
    const [draft] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: words.outcome.draft }).press('Enter'),
    ])
    t.match(draft.suggestedFilename(), /^seizure-.*\.csv$/)
    await page.keyboard.press('Alt+r')
    await arrive(page, '**/outcome')
    await page.locator('[name=result]:focus').press('Space')
    await page.check('[name=method][value=laboratory]')
    await page.check('[name=stage][value=laboratory]')
    await page.keyboard.press('Alt+c')
    await arrive(page, '**done=recorded')
    t.equal((await page.getByText(words.outcome.stages.laboratory).count()) > 0, true)
    await page.getByRole('link', { name: words.answer.printSheet }).press('Enter')
    await arrive(page, '**/sheet')
    t.equal(await page.locator('.legal').innerText(), words.sheet.legal)
    t.equal(await sheetsOf(page), 1, 'one page of paper')
  })
}

function walkPractice(page: Page, language: Language): void {
  const { training } = textsOf(language)
  t.test(`${language}: practice: decide first, see what was found, delete`, async (t) => {
    await page.goto('/desk/training')
    await page.keyboard.press('Alt+n')
    await arrive(page, '**/desk/training/*')
    t.equal(await page.locator('.score-number, [name=answer]:checked').count(), 0)
    await page.locator('[name=answer]:focus').press('ArrowDown')
    await page.keyboard.press('Alt+c')
    await page.waitForSelector('.score-number')
    t.match(await page.locator('main').innerText(), training.found)
    page.once('dialog', (dialog) => dialog.accept())
    await page.goto('/desk/training')
    await page.getByRole('button', { name: training.delete }).press('Enter')
    await arrive(page, '**deleted=1')
    t.match(await page.locator('main').innerText(), training.none)
    await page.context().close()
  })
}

function walkWithoutScript({ officer }: BrowserDesk): void {
  t.test('without script, at 360 px, everything essential works', async (t) => {
    const page = await officer({ script: false, language: 'fr', width: 360 })
    const words = textsOf('fr')
    await page.fill(
      '[name=text]',
      'Expéditeur\nPays : Thaïlande\n\nRR400000005TH\n2 carved ivory bracelet 0.085 kg 35 EUR 7117.90 TH',
    )
    await page.getByRole('button', { name: words.check.pasteSubmit }).click()
    t.equal(await page.inputValue('[name="c0.quantity"]'), '2')
    t.equal(await page.inputValue('[name="sender.country"]'), 'TH')
    await page.getByRole('button', { name: words.check.moreLines }).click()
    t.equal(await page.locator('fieldset.piece').count(), 4)
    await page.locator('[name="c3.description"]:focus').waitFor()
    await page.locator('[data-key=c]').click()
    t.equal((await page.locator('.lane-red').count()) > 0, true)
    await page.getByRole('button', { name: words.queue.claim }).click()
    await page.getByRole('link', { name: words.outcome.seizure }).click()
    await page.fill('[name="f0.taxon"]', 'éléphant')
    await page.getByRole('button', { name: words.outcome.findSpecies }).nth(1).click()
    await page.locator('[name="f0.chosen"]:focus').waitFor()
    await page.getByRole('button', { name: words.outcome.submit }).last().click()
    t.match(await page.locator('main').innerText(), words.outcome.recorded)
    await page.getByRole('link', { name: words.layout.training }).click()
    await page.getByRole('link', { name: words.training.start }).click()
    await page.locator('[name=answer]').first().check()
    await page.getByRole('button', { name: words.training.submit }).click()
    t.match(await page.locator('main').innerText(), words.training.found)
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
    await page.goto('/desk/queue')
    await page.getByRole('button', { name: 'Deutsch' }).click()
    t.equal(await page.locator('html').getAttribute('lang'), 'de')
    await page.context().close()
  })
}

function walkLateForm({ server, browser, key }: BrowserDesk): void {
  t.test('what was typed before she signed in again elsewhere is sent with one press', async (t) => {
    const page = await visit(browser, server.url)
    await signIn(page, key)
    await page.fill('[name="c0.description"]', 'live cobra Naja naja')
    const other = await page.context().newPage()
    await signIn(other, key)
    await page.keyboard.press('Alt+c')
    await page.locator('button.main:focus', { hasText: textsOf('en').signIn.sendNow }).waitFor()
    t.match(await page.locator('main').innerText(), 'live cobra Naja naja')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#answer')
    t.equal(
      await page.locator('main > .answer > :first-child').getAttribute('class'),
      'hazard',
      'danger first',
    )
    await page.getByRole('button', { name: 'Français' }).click()
    t.match(
      await page.locator('.hazard h2').innerText(),
      textsOf('fr').hazards.title,
      'the same answer in French',
    )
    await page.context().close()
  })
}
