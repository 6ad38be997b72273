// The life of a pack in a real browser against the real process: from a new code word to what answers and back, and a rule, by keyboard in two languages; without
// script; at 360 px and in the dark.

import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { openStore } from '../src/store/open-store.ts'
import { textsOf } from '../src/web/texts/texts.ts'
import { arrive, choose, press, tabTo, type } from './browser-hands.ts'
import { callApi, chromiumPath, entrance, keyAtCustoms, skipText, startBrowser } from './browser-helper.ts'
import { testFolder } from './helper.ts'
import { smallPackFiles, writeFiles } from './packs-helper.ts'
import { startOrThrow } from './process-helper.ts'

const path = chromiumPath()
if (path === null) t.pass('the life of packs in a browser', { skip: skipText })
else await walk(path)

async function walk(executable: string): Promise<void> {
  const packDir = writeFiles(testFolder(t), smallPackFiles())
  const { folder, author, second } = await twoAnalysts()
  const [server, browser] = await Promise.all([
    startOrThrow(t, folder, { BEAGLE_PACK_DIR: packDir, BEAGLE_CARRIER_PACK_DIR: '' }),
    startBrowser(t, executable),
  ])
  const enter = entrance(browser, server.url)
  const score = (description: string) =>
    callApi<{ readonly decisionId: string }>(server, 'courier', '/v1/score', { contents: [{ description }] })
  for (let n = 0; n < 12; n++) {
    const { decisionId } = await score(n % 2 === 0 ? `jar of qorimba resin ${n}` : `ivory bracelet ${n}`)
    const result = n % 4 === 0 ? 'nothing_listed' : 'listed_without_valid_papers'
    if (n < 8)
      await callApi(server, 'officer', `/v1/decisions/${decisionId}/outcomes`, { method: 'dog', result })
  }

  for (const language of ['en', 'de'] as const) {
    const { ops: words, lanes, actions } = textsOf(language)
    const word = language === 'en' ? 'qorimba resin' : 'blimbuharz'

    t.test(
      `${language}: a new code word, by keyboard from the first page until it answers, and back`,
      async (t) => {
        const page = await enter(author, { language })
        await page.keyboard.press('Alt+t')
        await arrive(page, '**/terms?kind=cover_word')
        await type(page, '[name=terms]', word)
        await type(page, '[name=taxon]', 'elephant')
        await choose(page, '[name=strength]', words.terms.strengths.strong)
        await choose(page, '[name=form]', `IVC ${textsOf(language).terms.IVC}`)
        const preview = page.locator('#amended')
        await preview.getByText(words.terms.noSource).waitFor()
        await type(page, '[name=source]', 'seizure report 7')
        await type(page, '[name=tryText]', `a jar of ${word}`)
        await preview.getByText(words.terms.unreviewed).waitFor()
        t.match(
          await page.locator('#tried').innerText(),
          words.try.noDifference,
          'the preview came by itself',
        )
        await page.keyboard.press('Alt+p')
        await arrive(page, '**/terms#amended')
        await type(page, '[name=reviewedBy]', 'wildlife desk')
        await preview.getByText(words.terms.unreviewed).waitFor({ state: 'detached' })
        const sides = await page.locator('#tried .verdict').allInnerTexts()
        t.match(sides[0], `${lanes.green}`)
        t.match(sides[0], actions.release)
        t.notMatch(sides[1], lanes.green, 'the draft sees it')
        t.match(await page.locator('#tried mark').innerText(), word, 'and says which word it read')
        await press(page, 'button[value=save]')
        await arrive(page, /done=saved/)
        t.match(await page.locator('.done').innerText(), words.dones.saved)
        t.match(await page.locator('form[action$="/activate"]').innerText(), words.gates.GATE_TWO_PERSONS)
        const base = new URL(page.url()).pathname

        for (const view of ['changes', 'cases', 'lint'] as const) {
          await press(page, `.tabs a[href$="view=${view}"]`)
          await arrive(page, `**?view=${view}`)
          await page.locator('[data-live]').waitFor({ state: 'detached' })
          if (view !== 'cases') t.match(await page.locator('main').innerText(), `ops.${word.split(' ')[0]}`)
        }
        await press(page, `.tabs a[href="${base}"]`)
        await arrive(page, `**${base}`)
        await press(page, 'form[action$="/backtest"] button')
        await arrive(page, '**/ops/jobs/*')
        await page.waitForSelector('#report')
        t.equal(await page.locator('#report .shift').count(), 4, 'lanes, and split by what checks found')
        t.equal(await page.locator('#report .chart tr').count(), 6, 'a chart whose figures are a table')
        t.notMatch(await page.locator('#report').innerText(), /\bundefined\b|NaN/)
        await press(page, `main a[href="${base}"]`)
        await arrive(page, `**${base}`)
        t.equal(
          await page.locator('form[action$="/backtest"] li').count(),
          1,
          'the pack leads to its backtest',
        )

        await type(page, 'form[action$="/shadow"] [name=reason]', 'beside for a day')
        await press(page, 'form[action$="/shadow"] button')
        await arrive(page, /done=inShadow/)
        await score(`a jar of ${word}`)
        await page.locator('.shift').first().waitFor()
        t.match(await page.locator('#report h2').first().innerText(), '1')
        await press(page, 'form[action$="/shadow-stop"] button')
        await arrive(page, /done=shadowStopped/)

        await type(page, 'form[action$="/activate"] [name=reason]', 'all alone')
        await press(page, 'form[action$="/activate"] button')
        await page.locator('.refusal').waitFor()
        t.match(await page.locator('.refusal').innerText(), words.refusals.PACK_GATES_FAILED)
        t.match(await page.locator('.refusal').innerText(), words.gates.GATE_TWO_PERSONS)
        await page.context().close()

        const other = await enter(second, { language })
        await other.goto(base)
        await type(other, 'form[action$="/activate"] [name=reason]', `seen by two, ${word}`)
        await press(other, 'form[action$="/activate"] button')
        await arrive(other, /done=activated/, { timeout: 30_000 })
        t.match(await other.locator('.state-active').innerText(), words.states.active)
        await type(other, 'form[action$="/rollback"] [name=reason]', `only tried, ${word}`)
        await press(other, 'form[action$="/rollback"] button')
        await arrive(other, /done=rolledBack/)
        await other.goto('/ops/audit')
        const log = await other.locator('main').innerText()
        for (const reason of ['seen by two', 'only tried', 'beside for a day']) t.match(log, reason)
        await other.context().close()
      },
    )

    t.test(
      `${language}: a rule by keyboard: names complete, a fault is shown where it is, nothing is lost`,
      async (t) => {
        const page = await enter(author, { language })
        await press(page, 'a[href$="view=rules"]')
        await arrive(page, '**?view=rules')
        // Its rules come with a second answer.
        await page.locator('a[href$="rule?id=annex-b"]').waitFor()
        await press(page, 'a[href$="rule?id=annex-b"]')
        const condition = page.locator('[name=when]')
        await condition.waitFor()
        await tabTo(page, '[name=when]')
        await page.keyboard.press('Control+a')
        await page.keyboard.type('weight.gros')
        await page.locator('#suggestions [role=option]').first().waitFor()
        await page.keyboard.press('Tab')
        t.equal(await condition.inputValue(), 'weight.grossGrams')
        for (let n = 0; n < 'Grams'.length; n++) await page.keyboard.press('ArrowLeft')
        await page.keyboard.press('Backspace')
        await page.keyboard.press('Tab')
        t.equal(await condition.inputValue(), 'weight.grossGrams', 'in the middle of a name, once')
        await page.keyboard.type(' > 1 && mentions.exists(m, m.')
        t.match(
          await page.locator('#suggestions [aria-selected=true]').innerText(),
          'm.',
          'as it will stand there',
        )
        await page.keyboard.press('ArrowDown')
        const second = await page.locator('#suggestions [aria-selected=true] code').innerText()
        await page.keyboard.press('Tab')
        t.match(await condition.inputValue(), new RegExp(`exists\\(m, ${second.replace('.', '\\.')}$`))
        for (let n = second.length - 2; n > 0; n--) await page.keyboard.press('Backspace')
        await page.keyboard.type('anex')
        await page.keyboard.press('Escape')
        await page.keyboard.type(" == 'B')")
        const wrong = "weight.grossGrams > 1 && mentions.exists(m, m.anex == 'B')"
        await type(page, '[name=tryText]', 'python wallet')
        const names = new EventEmitter()
        await page.route('**/ops/facts.json', async (route) => {
          await once(names, 'come')
          await route.continue()
        })
        await page.keyboard.press('Alt+p')
        await page.locator('#amended .refusal').waitFor()
        // Before the style is there nobody sees the page; the focus comes last.
        await page.locator('[name=when]:focus').waitFor()
        t.equal(await condition.inputValue(), wrong, 'nothing typed is lost')
        t.equal(await page.locator('[name=tryText]').inputValue(), 'python wallet')
        t.equal(await condition.getAttribute('aria-invalid'), 'true')
        t.match(await page.locator('#hint-when code').innerText(), /m\.anex == 'B'\)\n +\^/)
        t.equal(await page.evaluate('document.activeElement.selectionStart'), wrong.indexOf('anex'))
        await page.keyboard.press('Delete')
        await page.keyboard.type('an')
        await page.keyboard.press('Escape')
        await page.locator('#tried').waitFor()
        const answered = page.waitForResponse('**/ops/facts.json')
        names.emit('come')
        await (await answered).finished()
        await page.waitForTimeout(100)
        t.equal(await page.locator('#suggestions').isVisible(), false, 'names that come late open nothing')
        t.equal(await condition.getAttribute('aria-invalid'), null, 'mended: the preview took it by itself')
        t.match(await page.locator('#amended').innerText(), /1 g/, 'its plain sentence')
        t.match(
          await page.locator('#amended .problems').innerText(),
          'annex-b',
          'and cases that no longer hold',
        )
        await press(page, 'button[value=save]')
        await arrive(page, /done=saved/)
        await press(page, '.tabs a[href$="view=changes"]')
        await page.locator('ins').first().waitFor()
        t.match(await page.locator('main').innerText(), 'weight.grossGrams > 1')
        await page.context().close()
      },
    )
  }

  t.test(
    'without script: words, a rule, a backtest, a shadow and an upload, by links and forms alone',
    async (t) => {
      const { ops: words } = textsOf('en')
      const page = await enter(author, { script: false })
      const follow = async (selector: string) => {
        for (let turn = 0; turn < 300 && (await page.locator(selector).count()) === 0; turn++)
          await page.locator('.live-link').first().click()
        t.equal((await page.locator(selector).count()) > 0, true, selector)
      }
      await page.locator('a[href$="/terms?kind=cover_word"]').click()
      await page.locator('[name=terms]').fill('korimba oil')
      await page.locator('button[value=save]').click()
      t.match(await page.locator('#hint-source').innerText(), words.terms.noSource)
      t.equal(await page.locator('[name=terms]').inputValue(), 'korimba oil')
      await page.locator('#amended').getByText(words.terms.noSource).waitFor()
      await page.locator('#amended a[href="#field-source"]').click()
      t.equal(await page.locator('[name=source]:focus').count(), 1, 'what is refused is one press away')
      await page.locator('[name=source]').fill('seizure report 8')
      await page.locator('[name=tryText]').fill('korimba oil')
      await page.locator('button[value=preview]').click()
      await page.locator('#tried').waitFor()
      await page.locator('button[value=save]').click()
      const draft = new URL(page.url()).pathname
      await page.locator('form[action$="/try"] [name=tryText]').fill('korimba oil')
      await page.locator('form[action$="/try"] button').click()
      await page.locator('#tried').waitFor()
      await page.goto(draft)
      await page.locator('form[action$="/backtest"] button').click()
      await follow('#report')
      await page.goto(draft)
      await page.locator('form[action$="/shadow"] button').click()
      await score('korimba oil')
      await follow('.shift')
      await page.goto(`${draft}/rule?id=annex-a`)
      await follow('[name=when]')
      await page.locator('[name=when]').fill('weight.')
      await page.locator('button[value=save]').click()
      t.equal(await page.locator('#amended .refusal').count(), 1, 'what is broken is not saved')
      t.equal(await page.locator('[name=when]').inputValue(), 'weight.')
      await page.goto('/ops/packs')
      const file = { name: 'pack.json', mimeType: 'application/json' }
      await page.locator('[type=file]').setInputFiles({ ...file, buffer: Buffer.from('{"beaglePack":1}') })
      await page.locator('form[enctype] button').click()
      t.match(await page.locator('.refusal').innerText(), words.refusals.INVALID_PACK)
      await page.context().close()
    },
  )

  t.test('an answer that breaks off does not end the previews', async (t) => {
    const page = await enter(author)
    await page.addInitScript({ content: breaksOff })
    await page.goto('/ops')
    await page.locator('[data-key=t]').click()
    await page.locator('[name=terms]').fill('tornimba oil')
    await page.locator('[name=source]').fill('seizure report 9')
    const preview = page.locator('#amended:not(.stale)')
    await preview.getByText('tornimba oil').first().waitFor()
    await page.evaluate('document.documentElement.dataset.breaks = "next"')
    await page.locator('[name=taxon]').fill('python')
    await page.locator('[data-breaks=broken]').waitFor()
    t.equal(await preview.count(), 0, 'the old preview is marked as old')
    await page.locator('[name=taxon]').fill('elephant')
    await preview.getByText('Elephantidae').first().waitFor()
    await page.context().close()
  })

  t.test('who leaves a form that is not saved is asked first; saving is not leaving', async (t) => {
    const page = await enter(author)
    const asked: string[] = []
    page.on('dialog', (dialog) => {
      asked.push(dialog.type())
      void dialog.dismiss()
    })
    const leave = () => page.locator('nav a[href="/ops/audit"]').click({ noWaitAfter: true })
    await page.locator('[data-key=t]').click()
    await page.locator('[name=terms]').fill('zornimba oil')
    await leave()
    t.equal(await page.locator('[name=terms]').inputValue(), 'zornimba oil')
    await page.locator('button[value=preview]').click()
    await page.locator('[name=source]:focus').waitFor()
    await leave()
    t.equal(await page.locator('[name=terms]').inputValue(), 'zornimba oil')
    t.same(asked, ['beforeunload', 'beforeunload'])
    await page.locator('[name=source]').fill('seizure report 9')
    await page.locator('button[value=save]').click()
    await arrive(page, /done=saved/)
    await leave()
    await arrive(page, '**/ops/audit')
    t.equal(asked.length, 2)
    await page.context().close()
  })

  t.test(
    'signed out elsewhere while typing: the way in stands beside the form, which is then taken',
    async (t) => {
      const { signIn, layout } = textsOf('en')
      const page = await enter(second)
      await page.goto('/ops')
      await page.locator('[data-key=t]').click()
      await page.locator('[name=terms]').fill('zornimba dust')
      await page.locator('[name=source]').fill('seizure report 9')
      const beside = await page.context().newPage()
      await beside.goto('/ops')
      await beside.getByText(layout.signOut).click()
      await beside.close()
      await page.locator('[name=taxon]').fill('python')
      const opened = page.context().waitForEvent('page')
      await page.locator('#amended a[href*="/sign-in"]').click()
      const again = await opened
      await again.locator('[name=key]:focus').waitFor()
      await again.keyboard.insertText(second)
      await again.keyboard.press('Enter')
      await again.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
      await page.bringToFront()
      await page.locator('button[value=save]').click()
      await page.getByText(signIn.sendNow).click()
      await arrive(page, /done=saved/)
      await page.locator('.tabs a[href$="view=changes"]').click()
      await page.locator('[data-live]').waitFor({ state: 'detached' })
      t.match(await page.locator('main').innerText(), 'zornimba dust')
      await page.context().close()
    },
  )

  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  /** Words differ in length from language to language, so each is measured; what axe looks at is the same in all. */
  const fits = async (t: Test, page: Page, language: 'fr' | 'nl', what: string) => {
    await page.setViewportSize({ width: 360, height: 740 })
    t.equal(await page.evaluate('inPage.width()'), 360, `${language}: ${what} at 360 px`)
    if (language === 'fr') {
      await page.evaluate(axe)
      t.same(await page.evaluate('inPage.violations()'), [], what)
      await page.emulateMedia({ colorScheme: 'dark' })
      t.same(await page.evaluate('inPage.violations(["color-contrast"])'), [], `${what} in the dark`)
      await page.emulateMedia({ colorScheme: 'light' })
    }
  }

  t.test(
    'what a preview, a refusal, a report and a shadow look like fits 360 px, in French and Dutch',
    async (t) => {
      for (const language of ['fr', 'nl'] as const) {
        const page = await enter(author, { language })
        await page.locator('[data-key=t]').click()
        await page.locator('[name=terms]').fill(`${'korimba'.repeat(17)}\nivory bracelet`)
        await page.locator('button[value=save]').click()
        await page.locator('[name=source]:focus').waitFor()
        await fits(t, page, language, 'what is missing')
        await page.locator('[name=source]').fill('seizure report 8')
        await page.locator('[name=taxon]').fill('elephant')
        await page.locator('[name=tryText]').fill('ivory bracelet')
        await page.locator('[name=tryKg]').fill('two')
        await page.locator('#tried').waitFor()
        await fits(t, page, language, 'a preview')
        await page.locator('button[value=save]').click()
        await arrive(page, /done=saved/)
        const draft = page.url().split('?')[0]!
        await page.locator('form[action$="/activate"] button').click()
        await page.locator('.refusal').waitFor()
        await fits(t, page, language, 'a refusal')
        await page.goto(`${draft}?view=lint`)
        await page.locator('.change').first().waitFor()
        await fits(t, page, language, 'what a change hits')
        await page.goto(draft)
        await page.locator('form[action$="/backtest"] button').click()
        await page.locator('#report').waitFor()
        await fits(t, page, language, 'a report')
        await page.goto(`${draft}/rule?id=annex-a`)
        await page.locator('[name=when]').fill('weight.')
        await page.locator('[role=option]').first().waitFor()
        await fits(t, page, language, 'a rule with names to choose from')
        await page.locator('[name=when]').fill(`${'weight.grossGrams > 1 && '.repeat(4)}weight.`)
        await page.keyboard.press('Escape')
        await page.keyboard.press('Alt+p')
        await page.locator('.excerpt').waitFor()
        await page.locator('[name=when]:focus').waitFor()
        await fits(t, page, language, 'a fault far into a condition')
        await page.context().close()
      }
    },
  )
}

/** In the page: on demand an answer whose head is fine and whose body never comes whole. */
const breaksOff = `{
  const whole = window.fetch
  window.fetch = async (...asked) => {
    const answer = await whole(...asked)
    const { dataset } = document.documentElement
    if (dataset.breaks === 'next') {
      dataset.breaks = 'broken'
      answer.text = () => Promise.reject(new TypeError('network error'))
    }
    return answer
  }
}`

/** A data folder with keys of two analysts. */
async function twoAnalysts() {
  const folder = testFolder(t)
  const store = await openStore({ dataDir: folder })
  const author = await keyAtCustoms(store, 'ops', 'first analyst')
  const second = await keyAtCustoms(store, 'ops', 'second analyst')
  await store.close()
  return { folder, author, second }
}
