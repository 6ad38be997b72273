// The ops room in a real browser against the real process: forests, reports and the log by keyboard in two languages, without script, and every page at 360 px.
// The life of packs has a suite of its own.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import t from 'tap'
import { parseModel, sealModel, serializeModel } from '../src/forest/model-file.ts'
import { openStore } from '../src/store/open-store.ts'
import { textsOf } from '../src/web/texts/texts.ts'
import { arrive, choose, press, type } from './browser-hands.ts'
import {
  callApi,
  chromiumPath,
  entrance,
  keyAtCustoms,
  skipText,
  startBrowser,
  type Visitor,
} from './browser-helper.ts'
import { testFolder } from './helper.ts'
import { smallPackFiles, writeFiles } from './packs-helper.ts'
import { startOrThrow } from './process-helper.ts'
import { record } from './store-fixtures.ts'

const path = chromiumPath()
if (path === null) t.pass('the ops room in a browser', { skip: skipText })
else await walk(path)

async function walk(executable: string): Promise<void> {
  const packDir = writeFiles(testFolder(t), smallPackFiles())
  const { folder, tokens } = await peopled()
  const [server, shipped, browser] = await Promise.all([
    // Jobs compile the pack each time, so theirs is small; pages are measured on the shipped one, as they are in use.
    startOrThrow(t, folder, { BEAGLE_PACK_DIR: packDir, BEAGLE_CARRIER_PACK_DIR: '' }),
    startOrThrow(t, testFolder(t)),
    startBrowser(t, executable),
  ])
  const enter = entrance(browser, server.url)
  /** A demo key, which may switch alone. */
  const analyst = (visitor: Visitor = {}, of = server) => enter(of.key('ops'), visitor, of.url)
  const hostile = `"'><img src=x onerror="hit=1"><script>hit=1</script>`
  const score = async (of = server) => {
    for (let n = 0; n < 30; n++) {
      const parcel = {
        postingOffice: n % 2 === 0 ? 'BKK' : hostile,
        sender: { country: 'TH' },
        addressee: { country: 'BE' },
        contents: [{ description: n % 3 === 0 ? `socks ${hostile}` : `ivory bracelet ${n}` }],
      }
      const { decisionId } = await callApi<{ readonly decisionId: string }>(
        of,
        'courier',
        '/v1/score',
        parcel,
      )
      const result = n % 4 === 0 ? 'nothing_listed' : 'listed_without_valid_papers'
      if (n < 16)
        await callApi(of, 'officer', `/v1/decisions/${decisionId}/outcomes`, { method: 'dog', result })
    }
  }
  await Promise.all([score(), score(shipped)])

  for (const language of ['fr', 'en'] as const) {
    const { ops: words, common } = textsOf(language)

    t.test(`${language}: a forest from upload to activation by a second person and back`, async (t) => {
      const page = await enter(tokens.author, { language })
      await page.goto('/ops/models')
      const file = { name: 'forest.json', mimeType: 'application/json' }
      await page.locator('[type=file]').setInputFiles({ ...file, buffer: smallForest(`small-${language}`) })
      await press(page, 'form[enctype] button')
      await arrive(page, /done=uploaded/)
      const card = page.url().split('?')[0]!
      await page.locator('thead').waitFor()
      const cardText = await page.locator('main').innerText()
      for (const text of [words.dones.uploaded, words.model.learntFrom, words.gates.GATE_TWO_PERSONS])
        t.match(cardText, text)
      t.match(await page.locator('thead').innerText(), words.states.active, 'beside the live one')

      await press(page, 'form[action$="/evaluate"] button')
      await arrive(page, '**/ops/jobs/*')
      await page.waitForSelector('#report')
      t.match(await page.locator('main').innerText(), words.jobStatus.done)
      t.match(await page.locator('main').innerText(), words.model.judged)
      await press(page, `main a[href="${new URL(card).pathname}"]`)
      await arrive(page, card)

      await type(page, 'form[action$="/activate"] [name=reason]', 'all alone')
      await press(page, 'form[action$="/activate"] button')
      const refusal = page.locator('.refusal')
      await refusal.waitFor()
      t.match(await refusal.innerText(), words.refusals.MODEL_GATES_FAILED)
      t.match(await refusal.innerText(), words.gates.GATE_TWO_PERSONS)

      await page.goto(card)
      await type(page, 'form[action$="/shadow"] [name=reason]', 'beside for a day')
      await press(page, 'form[action$="/shadow"] button')
      await arrive(page, /done=inShadow/)
      await callApi(server, 'courier', '/v1/score', { contents: [{ description: 'ivory bracelet' }] })
      await page.locator('.shift').first().waitFor()
      await press(page, 'form[action$="/shadow-stop"] button')
      await arrive(page, /done=shadowStopped/)
      await page.context().close()

      const other = await enter(tokens.second, { language })
      await other.goto(card)
      await type(other, 'form[action$="/activate"] [name=reason]', `judged by two, ${language}`)
      await press(other, 'form[action$="/activate"] button')
      await arrive(other, /done=activated/, { timeout: 30_000 })
      t.match(await other.locator('.state-active').innerText(), words.states.active)
      await other.goto('/ops/models')
      await type(other, 'form[action$="/rollback"] [name=reason]', `too bold, ${language}`)
      await press(other, 'form[action$="/rollback"] button')
      await arrive(other, /done=rolledBack/)
      t.match(await other.locator('.done').innerText(), words.dones.rolledBack)
      await other.context().close()
    })

    t.test(
      `${language}: an auditor filters and turns the pages of the log, and prints reports`,
      async (t) => {
        const page = await enter(tokens.auditor, { language })
        await page.goto('/ops/audit')
        await choose(page, '[name=act]', words.audit.acts.job_cancelled)
        await press(page, '.filter [type=submit]')
        await arrive(page, /act=job_cancelled/)
        const acts = async () => page.locator('tbody th small').allInnerTexts()
        t.same([...new Set(await acts())], ['job_cancelled'])
        t.equal((await acts()).length, 100)
        await press(page, '[rel=next]')
        await arrive(page, /before=/)
        t.ok((await acts()).length >= 30, 'the page before holds the same act')
        t.same([...new Set(await acts())], ['job_cancelled'])
        t.match(await page.locator('main').innerText(), 'cancelled 0')
        await page.goto('/ops/audit?act=pointer_rollback')
        t.match(await page.locator('main').innerText(), `too bold, ${language}`)

        for (const report of ['weak-points', 'data-quality']) {
          await page.goto(`/ops/${report}`)
          await choose(page, '[name=by]', words.weak.dimensions.office)
          await type(page, '[name=country]', 'be')
          await press(page, '.filter [type=submit]')
          await arrive(page, /by=office&country=be/)
          await page.locator('tbody.whole').waitFor()
          t.match(await page.locator('main').innerText(), 'BKK')
          t.equal(await page.getByRole('button', { name: common.print }).isVisible(), true)
          await page.emulateMedia({ media: 'print' })
          // What is left of A4 across, between its margins.
          await page.setViewportSize({ width: 1032, height: 703 })
          t.equal(await page.evaluate('inPage.width()'), 1032, 'nothing is cut off on paper')
          t.equal(await page.locator('.rooms, .filter').first().isVisible(), false)
          await page.emulateMedia({ media: 'screen' })
        }
        t.equal(await page.locator('main form[method=post]').count(), 0, 'she reads and does nothing')
        await page.context().close()
      },
    )
  }

  t.test('a job that lasts is cancelled by keyboard', async (t) => {
    const { jobStatus } = textsOf('en').ops
    const slow = await startOrThrow(t, await lasting(), {
      BEAGLE_PACK_DIR: packDir,
      BEAGLE_CARRIER_PACK_DIR: '',
    })
    const { slot } = await callApi<{ readonly slot: Active }>(slow, 'ops', '/v1/models')
    const page = await analyst({}, slow)
    await page.goto(`/ops/models/${slot.active}`)
    await press(page, 'form[action$="/evaluate"] button')
    await arrive(page, '**/ops/jobs/*')
    await press(page, 'form[action$="/cancel"] button')
    await page.locator('[data-live]').waitFor({ state: 'detached' })
    t.match(await page.locator('main').innerText(), jobStatus.cancelled)
    await page.goto('/ops/audit?act=job_cancelled')
    t.equal(await page.locator('tbody th small').count(), 1)
    await page.context().close()
  })

  t.test('without script: weak points, by links and forms alone', async (t) => {
    const page = await analyst({ script: false })
    await page.goto('/ops/weak-points?country=BE&by=office')
    for (let turn = 0; turn < 300 && (await page.locator('.advice').count()) === 0; turn++)
      await page.locator('.live-link').first().click()
    t.match(await page.locator('main').innerText(), hostile, 'an office is told as it was typed')
    t.equal(await page.locator('[data-print]').isVisible(), false, 'nothing stands there that does nothing')
    await page.context().close()
  })

  t.test('without script: a forest is trained, stands in shadow, answers, and goes again', async (t) => {
    const { dones, states, refusals } = textsOf('en').ops
    const page = await analyst({ script: false })
    await page.goto('/ops/models')
    await page.locator('form[action$="/train"] button').click()
    t.match(await page.locator('.refusal').innerText(), refusals.TOO_FEW_OUTCOMES)
    await page.goto('/ops/models')
    await page.locator('[name=force]').check()
    await page.locator('form[action$="/train"] button').click()
    for (let turn = 0; turn < 300 && (await page.locator('.live-link').count()) > 0; turn++)
      await page.locator('.live-link').click()
    await page.locator('.panel.done a').click()
    const card = page.url()
    t.match(await page.locator('main').innerText(), states.draft)
    await page.locator('form[action$="/shadow"] button').click()
    t.match(await page.locator('main').innerText(), dones.inShadow)
    await page.goto(card)
    await page.locator('form[action$="/shadow-stop"] button').click()
    t.match(await page.locator('.done').innerText(), dones.shadowStopped)
    await page.locator('form[action$="/activate"] [name=reason]').fill('sixteen checks, only a test')
    await page.locator('form[action$="/activate"] button').click()
    t.match(await page.locator('main').innerText(), dones.activated)
    await page.goto('/ops/models')
    await page.locator('form[action$="/rollback"] button').click()
    t.match(await page.locator('.done').innerText(), dones.rolledBack)
    await page.context().close()
  })

  t.test(
    'every page fits 360 px, weighs little, answers at once, and axe and hostile text find no way in',
    async (t) => {
      const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
      const page = await analyst({ language: 'nl', width: 360 }, shipped)
      const { slots } = await callApi<{ readonly slots: { readonly customs: Active } }>(
        shipped,
        'ops',
        '/v1/packs',
      )
      const { slot } = await callApi<{ readonly slot: Active }>(shipped, 'ops', '/v1/models')
      const live = slots.customs.active
      await page.goto(`/ops/packs/${live}/terms`)
      await page.locator('[name=terms]').fill('qorimba resin')
      await page.locator('[name=source]').fill('seizure report 7')
      await page.locator('button[value=save]').press('Enter')
      await arrive(page, /done=saved/)
      const saved = new URL(page.url()).pathname.split('/').at(-1)!
      const paths = pagesOf(live, saved, slot.active)
      // What takes a thread is asked for beforehand: a page weighs what it weighs once it is whole.
      await Promise.all(paths.map((path) => page.request.get(path)))
      for (const path of paths) {
        await page.goto(path)
        if ((await page.locator('[data-live]').count()) > 0) {
          await page.locator('[data-live]').waitFor({ state: 'detached' })
          await page.goto(path)
        }
        const cost = async () =>
          (await page.evaluate('inPage.cost()')) as { readonly bytes: number; readonly waitMs: number }
        let { bytes, waitMs } = await cost()
        // Other test files have the cores at the same time: a late page may be asked for until they leave it one, twelve times in all.
        for (let round = 1; round < 12 && waitMs >= 100; round++) {
          await page.goto(path)
          const again = await cost()
          waitMs = Math.min(waitMs, again.waitMs)
          bytes = Math.max(bytes, again.bytes)
        }
        t.ok(bytes < 100_000, `${path}: ${bytes} bytes`)
        t.ok(waitMs < 100, `${path}: first answer after ${Math.round(waitMs)} ms`)
        t.equal(await page.evaluate('inPage.width()'), 360, path)
        t.same(await page.evaluate('inPage.injected()'), { hit: false, strangers: 0 }, path)
        // A report on another dimension has the same parts.
        if (/by=(?!office)/.test(path)) continue
        await page.evaluate(axe)
        t.same(await page.evaluate('inPage.violations()'), [], `${path} at 360 px`)
        // Colours and widths change what is seen, and no more.
        await page.emulateMedia({ colorScheme: 'dark' })
        await page.setViewportSize({ width: 1200, height: 900 })
        t.same(await page.evaluate('inPage.violations(["color-contrast"])'), [], `${path} dark, wide`)
        await page.emulateMedia({ colorScheme: 'light' })
        await page.setViewportSize({ width: 360, height: 740 })
      }
      await page.context().close()
    },
  )
}

type Active = { readonly active: string }

function pagesOf(live: string, draft: string, model: string): string[] {
  return [
    '/ops',
    '/ops/packs',
    `/ops/packs/${live}`,
    ...['summary', 'changes', 'cases', 'lint', 'rules'].map((view) => `/ops/packs/${draft}?view=${view}`),
    `/ops/packs/${draft}/terms`,
    `/ops/packs/${draft}/rule?id=specimen-annex-b`,
    '/ops/facts',
    '/ops/models',
    `/ops/models/${model}`,
    '/ops/shadow',
    ...['office', 'rule', 'species'].map((by) => `/ops/weak-points?by=${by}`),
    '/ops/data-quality',
    '/ops/drift',
    '/ops/reliability',
    '/ops/audit',
    '/ops/nothing-here',
  ]
}

/** A data folder with keys of people, and more acts than a page of the audit log holds. */
async function peopled() {
  const folder = testFolder(t)
  const store = await openStore({ dataDir: folder })
  const by = { actor: 'the suite', reason: null }
  const tokens = {
    author: await keyAtCustoms(store, 'ops', 'first analyst'),
    second: await keyAtCustoms(store, 'ops', 'second analyst'),
    auditor: await keyAtCustoms(store, 'auditor', 'court of audit'),
  }
  const old = Array.from({ length: 130 }, (_, n) =>
    store.audit.append('job_cancelled', { job: `old-${n}` }, { ...by, reason: `cancelled ${n}` }),
  )
  await Promise.all(old)
  await store.close()
  return { folder, tokens }
}

/** A data folder with parcels that a forest is judged on for many seconds, where the way to the button takes a quarter of one: each names much, no two lines the same. */
async function lasting(): Promise<string> {
  const folder = testFolder(t)
  const store = await openStore({ dataDir: folder })
  let line = 0
  const naming = () => ({
    description: `${line++} ${'ivory bracelet, python wallet, elephant tusk, '.repeat(20)}`,
  })
  const wordy = () => record({ goods: JSON.stringify({ contents: Array.from({ length: 60 }, naming) }) })
  // So many at a time: the queue of the store is bounded.
  for (let lot = 0; lot < 20; lot++)
    await Promise.all(Array.from({ length: 50 }, () => store.decisions.append(wordy())))
  await store.close()
  return folder
}

/** The shipped forest cut to a few trees: quick to judge, and another one than what answers. */
function smallForest(id: string): Buffer {
  const parsed = parseModel(readFileSync(join(import.meta.dirname, '../models/shipped.json')))
  if (!parsed.ok) throw new Error('the shipped forest cannot be read')
  const { sha256: _sha256, ...body } = parsed.model
  return Buffer.from(serializeModel(sealModel({ ...body, id, trees: body.trees.slice(0, 20) })))
}
