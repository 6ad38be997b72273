// The life of a pack in the ops room, without a browser: a code word from the first page until it answers and is put back, a rule, an upload, and every gate.

import { resolve } from 'node:path'
import t from 'tap'
import { bundleToJson } from '../src/rules/pack-hash.ts'
import { parsePack } from '../src/rules/parse-pack.ts'
import { readPackFolder } from '../src/store/pack-folder.ts'
import { StoreError } from '../src/store/store-error.ts'
import { textsOf } from '../src/web/texts/texts.ts'
import { place, plain, settled, startOpsRoom, typedTerm } from './ops-helper.ts'
import { draftOf, newVersion } from './packs-helper.ts'
import { fieldsIn, type Visitor } from './web-helper.ts'

const { service, keys, score, live, room } = await startOpsRoom(t)
const { app, store } = service
const { ops: words } = textsOf('en')

const draftAt = (location: unknown) => /\/ops\/packs\/([0-9a-f]{64})/.exec(String(location))![1]!
const rule = {
  'title.en': 'Heavier than allowed',
  when: 'weight.grossGrams > 1000',
  strength: 'weak',
  ground: 'yes',
  code: 'LISTED_SPECIMEN_NAMED',
  family: 'text',
  source: 'test',
  owner: 'wildlife-desk',
  fires: '',
  silent: 'socks',
}

for (const language of ['fr', 'nl'] as const)
  t.test(
    `${language}: a code word, from the first page until it answers, and the pack before it again`,
    async (t) => {
      const { ops: texts, terms, actions } = textsOf(language)
      const word = `qorimba${language}`
      const she = await room(keys.ops, language)
      const start = /href="([^"]+\/terms\?kind=cover_word)"/.exec((await she.get('/ops')).body)![1]!
      t.match(
        /<option[^>]*selected[^>]*>[^<]*/.exec((await she.get(start)).body)![0],
        texts.terms.kinds.cover_word,
      )
      const told = { ...typedTerm, terms: word, kind: 'cover_word', form: 'IVC', tryText: `jar of ${word}` }
      const path = start.split('?')[0]!
      const weak = await she.post(path, { ...told, reviewedBy: '', do: 'preview' })
      t.match(plain(weak.body), texts.terms.unreviewed, 'it says why nothing changes')
      t.match(plain(weak.body), texts.try.noDifference)
      const preview = await she.post(path, { ...told, do: 'preview' })
      for (const text of [word, texts.terms.kinds.cover_word, 'Elephantidae', terms.IVC])
        t.match(plain(preview.body), text)
      t.match(preview.body, actions.release)
      t.match(preview.body, 'only-here', 'what the draft adds is marked')
      const base = String((await she.post(path, { ...told, do: 'save' })).headers.location).split('?')[0]!
      t.match((await she.get('/ops')).body, base, 'the draft waits on the first page')
      const { body: changes } = await settled(she, `${base}?view=changes`)
      t.match(
        changes,
        new RegExp(`ops\\.${word}-[0-9a-f]{6}</code> [^<]*${word}`),
        'its id, and what it says',
      )
      t.match((await settled(she, `${base}?view=cases`)).body, ' 0 ')
      t.match((await settled(she, `${base}?view=lint`)).body, `ops.${word}`)
      t.match(plain((await she.get(base)).body), texts.gates.GATE_TWO_PERSONS, 'told before she presses')

      await score(`jar of ${word}`)
      const job = String((await she.post(`${base}/backtest`, { since: '2020-01-01' })).headers.location)
      const { body: report } = await settled(she, job)
      t.match(report, base, 'the report leads back to the pack')
      t.match(report.match(/class="shift"/g), { length: 4 })
      t.match(report, textsOf(language).lanes.red)
      t.match((await she.get(base)).body, job, 'and the pack to its report')

      await she.post(`${base}/shadow`, { reason: 'un jour à côté' })
      await score(`another jar of ${word}`)
      const compared = async () => {
        for (let turn = 0; turn < 100; turn++) {
          const { body } = await she.get('/ops/shadow')
          if (body.includes('class="shift"')) return body
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
        throw new Error('nothing was compared in shadow')
      }
      t.match(await compared(), 'data-live', 'it goes on counting')
      t.equal((await she.post(`${base}/shadow-stop`)).status, 303)

      const before = live()
      const alone = await she.post(`${base}/activate`, { reason: 'à moi' })
      t.equal(alone.status, 409)
      t.match(plain(alone.body), texts.gates.GATE_TWO_PERSONS)
      t.equal(live(), before)
      const other = await room(keys.second, language)
      t.notMatch(plain((await other.get(base)).body), texts.gates.GATE_TWO_PERSONS)
      t.equal((await other.post(`${base}/activate`, { reason: `vu à deux ${word}` })).status, 303)
      t.equal(live(), draftAt(base))
      const answering = await other.get(base)
      t.match(answering.body, 'small 1.0.0', 'the way back stands on the page of what answers')
      await other.post('/ops/packs/rollback', { slot: 'customs', reason: `retour ${word}` })
      t.equal(live(), before)
      const log = await other.get('/ops/audit')
      for (const reason of [`vu à deux ${word}`, `retour ${word}`]) t.match(log.body, reason)
    },
  )

t.test(
  'terms: faults at their fields, what the pack knows already, a draft of the next version',
  async (t) => {
    const she = await room()
    const path = `/ops/packs/${live()}/terms`
    await she.get(path)
    const empty = await she.post(path, { do: 'preview' })
    t.equal(empty.status, 422)
    t.match(empty.body, words.terms.noTerms)
    t.match(empty.body, words.terms.noSource)
    const unknown = await she.post(path, { ...typedTerm, taxon: 'unicorn', do: 'preview' })
    t.match(unknown.body, words.terms.unknownTaxon)
    t.match(unknown.body, 'qorimba resin', 'nothing typed is lost')
    const count = store.bundles.list('pack').length
    const preview = await she.post(path, {
      ...typedTerm,
      do: 'preview',
      tryText: 'jar of qorimba resin',
      tryKg: 'x',
    })
    t.equal(preview.status, 200)
    t.match(
      plain(preview.body),
      /qorimba resin" \(English\) names a wildlife product: .*Elephantidae.*strong/,
    )
    t.match(preview.body, /lane-green[\s\S]*lane-(?:yellow|red)/, 'live says green, the draft does not')
    t.match(preview.body, 'annex-a')
    t.match(preview.body, 'Net kg: Not a number.', 'what could not be read is named')
    const known = await she.post(path, { ...typedTerm, terms: 'Ivory  Bracelet', do: 'preview' })
    t.match(known.body, words.terms.known)
    t.equal(store.bundles.list('pack').length, count, 'a preview uploads nothing')
    const saved = await she.post(path, { ...typedTerm, do: 'save' })
    t.equal(saved.status, 303)
    const [newest] = store.bundles.list('pack')
    t.equal(newest!.sha256, draftAt(saved.headers.location))
    t.match(newest!.version, /^1\.0\.[1-9]$/)
    t.match(newest!.addedBy, 'customs-be/', 'uploaded by the key of the session')
    const changes = await settled(she, `/ops/packs/${newest!.sha256}?view=changes`)
    t.match(changes.body, /ops\.qorimba-resin-[0-9a-f]{6}/)
    const tried = await she.post(`/ops/packs/${newest!.sha256}/try`, { tryText: 'blimbu dust' })
    t.match(tried.body, /lane-green[\s\S]*lane-(?:yellow|red)/)
    const nothing = await she.post(`/ops/packs/${newest!.sha256}/try`, { tryText: '123' })
    t.equal(nothing.status, 422)
    t.match(nothing.body, textsOf('en').check.faults.noDescription)
    t.equal(
      fieldsIn(nothing.body, `/ops/packs/${newest!.sha256}/try`).tryText,
      '123',
      'nothing typed is lost',
    )
  },
)

t.test(
  'a rule: the form shows it whole, faults stand at their place, and nothing broken is saved',
  async (t) => {
    const she = await room()
    const path = `/ops/packs/${live()}/rule?id=heavy`
    const form = await she.get(path)
    t.match(form.body, 'weight.grossGrams > 20000')
    t.match(form.body, 'Fires when')
    t.match(form.body, 'silent 1', 'its cases so far')
    const count = store.bundles.list('pack').length
    for (const act of ['preview', 'save']) {
      const bad = await she.post(path, { ...rule, when: 'true &&\n  weight.grossGram > 5', do: act })
      t.equal(bad.status, 422, act)
      t.match(bad.body, 'data-fault="2:10"', 'line and column of the condition itself')
      t.match(bad.body, /weight\.grossGram > 5\n {9}\^/, 'and a mark below it')
      t.match(bad.body, 'Heavier than allowed', 'nothing typed is lost')
    }
    const wrong = await she.post(path, { ...rule, code: 'no code', strength: '', points: 'x', do: 'preview' })
    t.equal(wrong.status, 422)
    t.match(wrong.body, words.rule.pointsFault)
    t.match(wrong.body, words.rule.notTaken)
    t.equal(store.bundles.list('pack').length, count, 'nothing of it was saved')
    const light = await she.post(path, { ...rule, when: 'weight.grossGrams > 90000', do: 'preview' })
    t.match(light.body, '5 cases run, 2 failed', 'its own cases run in the preview')
    const preview = await she.post(path, { ...rule, do: 'preview', tryText: 'socks', tryKg: '2' })
    t.equal(preview.status, 200)
    t.match(preview.body, '5 cases run, 0 failed')
    const saved = await she.post(path, { ...rule, do: 'save' })
    const draft = draftAt(saved.headers.location)
    const versions = store.bundles.list('pack').map(({ version }) => version)
    t.equal(new Set(versions).size, versions.length, 'versions on the shelf are not used twice')
    const changes = await settled(she, `/ops/packs/${draft}?view=changes`)
    t.match(changes.body, 'weight.grossGrams > 1000')
    const anew = `/ops/packs/${live()}/rule`
    const taken = await she.post(anew, { ...rule, id: 'heavy', do: 'save' })
    t.equal(taken.status, 422)
    t.match(taken.body, words.rule.idTaken, 'a new rule takes the place of none')
    const bare = await she.post(anew, { do: 'save' })
    const listed = [...bare.body.matchAll(/<a href="#([^"]+)">/g)].map(([, id]) => id!)
    const needed = ['when', 'id', 'title.en', 'family', 'code', 'source', 'owner']
    t.same(listed.sort(), [...needed, 'points'].map((name) => `field-${name}`).sort())
    for (const id of listed) t.match(bare.body, new RegExp(`<[^>]* id="${id}"[^>]* aria-invalid="true"`))
    t.equal(bare.body.split(words.rule.needed).length - 1, 2 * needed.length, 'at its field and in the list')
    const idle = await she.post(anew, { ...rule, id: 'fresh-rule', points: '30', do: 'save' })
    t.equal(idle.status, 422, 'points beside a strength are not dropped')
    t.match(fieldsIn(idle.body, `${anew}?id=#amended`).points, '30')
    t.equal((await she.post(anew, { ...rule, id: 'fresh-rule', do: 'save' })).status, 303)
    t.equal((await she.get(`${anew}?id=none`)).status, 404)
    const list = await settled(await room(keys.auditor), `/ops/packs/${live()}?view=rules&q=grossGrams`)
    t.match(
      list.body,
      'Fires when the gross weight',
      'rules are found by their facts and told in plain words',
    )
    t.notMatch(list.body, 'annex-b')
    const auditor = await room(keys.auditor)
    const said = await settled(auditor, `/ops/packs/${live()}?view=rules&q=weight+Fires+gross`)
    t.match(said.body, 'Fires when the gross weight', 'and by the words they are told in, in any order')
    const none = await settled(auditor, `/ops/packs/${live()}?view=rules&q=zebra`)
    t.match(none.body, words.rule.noneFound)
    t.notMatch(list.body, '/rule?id=', 'who may not edit gets no link to where she may not go')
  },
)

t.test(
  'a parcel that cannot be tried is told at its field, and what was typed beside it stays',
  async (t) => {
    const she = await room()
    const base = `/ops/packs/${live()}`
    const fault = textsOf('en').check.faults.noDescription
    for (const [path, typed] of [
      [`${base}/rule?id=heavy`, { ...rule, note: 'typed for an hour' }],
      [`${base}/terms`, { ...typedTerm, terms: 'snorkus dust', note: 'typed for an hour' }],
    ] as const) {
      await she.get(path)
      const refused = await she.post(path, { ...typed, do: 'preview', tryText: '123' })
      t.equal(refused.status, 422, path)
      t.match(plain(refused.body), fault)
      t.match(refused.body, /<textarea[^>]*name="tryText"[^>]*autofocus[^>]*aria-invalid="true"/)
      const stands = fieldsIn(refused.body, `${path}#amended`)
      t.match(stands, { note: 'typed for an hour', tryText: '123' })
      const preview = await she.post(path, { ...stands, tryText: 'socks', do: 'preview' })
      t.equal(preview.status, 200, 'and goes on from there')
      t.notMatch(plain(preview.body), fault)
      t.equal((await she.post(path, { ...stands, do: 'save' })).status, 303, 'saving tries nothing')
    }
    const lost = await she.post(`${base}/rule?id=no-such-rule`, rule)
    t.equal(lost.status, 404)
    t.match(lost.body, `href="${base}/rule?id=no-such-rule"`, 'the way back is to the rule, not to a new one')
  },
)

t.test(
  'every case that is typed is kept, and those beyond the bound are refused at their field',
  async (t) => {
    const she = await room()
    const path = `/ops/packs/${live()}/rule?id=heavy`
    await she.get(path)
    const cases = (count: number) =>
      Array.from({ length: count }, (_one, at) => `socks, pair ${at}`).join('\r\n')
    const kept = await she.post(path, { ...rule, silent: cases(30), do: 'preview' })
    t.match(kept.body, '34 cases run, 0 failed')
    const refused = await she.post(path, { ...rule, silent: cases(60), do: 'save' })
    t.equal(refused.status, 422)
    t.match(fieldsIn(refused.body, `${path}#amended`).silent, 'pair 59')
    t.match(refused.body, /<textarea[^>]*name="fires"[^>]*aria-invalid="true"/)
    t.match(refused.body, words.rule.casesFault)
    const long = await she.post(path, { ...rule, when: `${'true &&\r\n'.repeat(500)}true`, do: 'save' })
    t.equal(long.status, 422)
    t.match(long.body, words.rule.notTaken, 'a condition that is too long is refused, not cut')
  },
)

t.test('a form that a busy server refused is sent again with one press', async (t) => {
  const she = await room()
  const path = `/ops/packs/${live()}/terms`
  await she.get(path)
  const { put } = store.bundles
  const busy = () => Promise.reject(new StoreError('STORE_BUSY', 'The queue is full.'))
  Object.assign(store.bundles, { put: busy })
  t.teardown(() => Object.assign(store.bundles, { put }))
  const refused = await she.post(path, { ...typedTerm, terms: 'kalumba dust', do: 'save' })
  Object.assign(store.bundles, { put })
  t.equal(refused.status, 503)
  t.match(refused.headers['retry-after'], '1')
  t.match(refused.body, textsOf('en').errors.retry)
  const again = fieldsIn(refused.body, path)
  t.match(again, { terms: 'kalumba dust', source: typedTerm.source, do: 'save' })
  t.equal((await she.post(path, again)).status, 303)
})

const boundary = 'xxBOUNDARYxx'

async function upload(she: Visitor, text: string, path = '/ops/packs') {
  const page = await she.get(path)
  const token = /name="_csrf" value="([^"]+)"/.exec(page.body)![1]!
  const part = (head: string, body: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${body}\r\n`
  const file = 'name="file"; filename="pack.json"\r\ncontent-type: application/json'
  const payload = `${part('name="_csrf"', token)}${part(file, text)}--${boundary}--\r\n`
  const cookie = [...she.jar].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ')
  const headers = { cookie, 'content-type': `multipart/form-data; boundary=${boundary}` }
  return app.inject({ method: 'POST', url: path, headers, payload })
}

t.test('two drafts of one pack: the later one says what activating it would undo', async (t) => {
  const [she, other] = [await room(), await room(keys.second)]
  const path = `/ops/packs/${live()}/terms`
  await she.get(path)
  const drafts: string[] = []
  for (const terms of ['wombali dust', 'tarkun dust']) {
    const saved = await she.post(path, { ...typedTerm, terms, do: 'save' })
    drafts.push(String(saved.headers.location).split('?')[0]!)
  }
  const [early, late] = drafts as [string, string]
  const told = async (draft: string) => plain((await settled(she, draft)).body)
  t.notMatch(await told(late), words.acts.overtaken)
  await she.get(early)
  t.equal((await she.post(`${early}/shadow`)).status, 303)
  t.match(await told(late), / count ends/, 'and what its shadow displaces')
  t.notMatch(await told(early), / count ends/)
  const ids = [...(await told(late)).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  t.same(new Set(ids).size, ids.length, 'each of its reasons is described by a hint of its own')
  await other.get(early)
  t.equal((await other.post(`${early}/activate`)).status, 303)
  t.match(await told(late), words.acts.overtaken)
  t.match(await told(late), /1 entry \(rule, term or table row\) of the live pack is not in this draft/)
  const goBack = async (from: string) => {
    const open = fieldsIn((await other.get(from)).body, '/ops/packs/rollback')
    t.equal((await other.post('/ops/packs/rollback', open)).status, 303)
  }
  await goBack(early)
  t.notMatch(await told(late), words.acts.overtaken, 'gone back, there is nothing to undo')
  t.equal((await other.post(`${late}/activate`)).status, 303)
  t.notMatch((await she.get('/ops')).body, early, 'what has answered is no draft that waits')
  t.match((await she.get(early)).body, words.states.retired)
  await goBack(late)
})

t.test("a carrier's draft has rules to edit and no words", async (t) => {
  const read = parsePack(await readPackFolder(resolve(import.meta.dirname, '../packs/carrier-policy')))
  if (!read.ok) throw new Error('the carrier policy cannot be read')
  const she = await room()
  t.equal((await upload(she, bundleToJson(read.pack))).statusCode, 303)
  for (const [sha256, hasWords] of [
    [read.pack.sha256, false],
    [live(), true],
  ] as const) {
    const { body } = await settled(she, `/ops/packs/${sha256}`)
    t.match(body, `href="/ops/packs/${sha256}/rule"`)
    t.equal(body.includes(`href="/ops/packs/${sha256}/terms"`), hasWords)
  }
})

t.test(
  'an upload, and the gates: a reason opens the lanes, is kept where it was not enough, and nothing else',
  async (t) => {
    const she = await room()
    const pack = draftOf(service, (bundle) => newVersion(bundle, '2.0.0', -10))
    t.equal((await upload(she, pack.json)).statusCode, 303)
    const broken = await upload(she, '{"beaglePack": 1}')
    t.equal(broken.statusCode, 422)
    t.match(broken.body, words.refusals.INVALID_PACK)
    t.equal((await upload(she, '{}', '/ops/models')).statusCode, 422)
    const base = `/ops/packs/${pack.sha256}`
    await she.get(base)
    t.equal((await she.post(`${base}/backtest`, { since: 'yesterday' })).status, 400)

    for (let n = 0; n < 70; n++) await score(`python wallet ${n}`, place('ID', 'FR', 'CGK'))
    const other = await room(keys.second)
    await other.get(base)
    const short = await other.post(`${base}/activate`, { reason: 'x' })
    t.equal(short.status, 400, 'a reason says something')
    t.match(short.body, /name="reason" value="x"/, 'and stands there still')
    const full = await other.post(`${base}/activate`)
    t.equal(full.status, 409)
    t.match(full.body, words.gates.GATE_LANES)
    t.match(full.body, words.refusals.PACK_GATES_FAILED)
    t.not(live(), pack.sha256)
    t.equal((await other.post(`${base}/activate`, { reason: 'the hall can bear it' })).status, 303)
    t.equal(live(), pack.sha256)
    const open = fieldsIn((await other.get(base)).body, '/ops/packs/rollback')
    t.equal((await other.post('/ops/packs/rollback', open)).status, 303)
    t.not(live(), pack.sha256)
    const stale = await other.post('/ops/packs/rollback', open)
    t.equal(stale.status, 409, 'a page that stood open goes back where it said, or nowhere')
    t.not(live(), pack.sha256)
    const again = await other.post('/ops/packs/rollback', { slot: 'carrier' })
    t.equal(again.status, 409)
    t.match(again.body, words.refusals.PACK_CONFLICT)
    const filtered = await other.get('/ops/audit?act=pack_backtest')
    t.match(filtered.body, words.audit.acts.pack_backtest)
    t.notMatch(filtered.body, 'the hall can bear it')
    const named = Object.keys(words.audit.acts)
    const acted = store.audit.list({ limit: 1000, outcomes: true }).map(({ act }) => act)
    t.same(
      [...new Set(acted)].filter((act) => !named.includes(act)),
      [],
      'every act has a name',
    )
    t.equal((await other.get('/ops/audit?before=never')).status, 200)
  },
)
