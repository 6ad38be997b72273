// What was typed is never lost: in forms that could not be taken, since the session had lapsed, the token was of another one, the server was busy or
// the language changed meanwhile; and in the form of an outcome, search by search and report by report. Nothing typed goes to anybody else.

import { Signer } from '@fastify/cookie'
import t from 'tap'
import { findingsMax } from '../src/routes/schemas/outcome-schema.ts'
import { idleMs, sessionCookie } from '../src/web/sessions.ts'
import { textsOf } from '../src/web/texts/texts.ts'
import { startTestService, testFolder } from './helper.ts'
import { fieldsIn, type Visitor, visitor } from './web-helper.ts'

const service = await startTestService(t)
const { app, store } = service
const officerKey = await service.token('customs-be', 'officer')

const officer = async (key = officerKey): Promise<Visitor> => {
  const she = visitor(app)
  await she.signIn(key)
  return she
}

const bracelet = {
  itemId: 'RR473124829TH',
  'sender.country': 'Thailand',
  'c0.description': 'carved ivory bracelet, antique',
  'c0.netKg': '0,085',
}

const decisionIdIn = (body: string) => /\/desk\/decisions\/([0-9a-f-]{36})\//.exec(body)![1]!

/** As if the session of the cookie had not been used for the time. */
function idle(she: Visitor, ms: number): void {
  const signer = new Signer(Buffer.from(store.meta.sessionKey))
  const [keyId, started, seen, nonce] = signer.unsign(she.jar.get(sessionCookie)!).value!.split('.')
  she.jar.set(sessionCookie, signer.sign([keyId, Number(started) - ms, Number(seen) - ms, nonce].join('.')))
}

const hiddenIn = (body: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`)
    .exec(body)?.[1]
    ?.replaceAll('&amp;', '&')
    .replaceAll('&#34;', '"')

t.test('what was typed outlives the session it was typed in', async (t) => {
  const she = await officer()
  const before = store.decisions.count()
  await she.get('/desk')
  idle(she, idleMs + 1)
  const typed = { submission: 'late', ...bracelet, 'sender.name': 'Mallory <b>"&' }
  const asked = await she.post('/desk/check', typed)
  t.equal(asked.status, 401)
  t.match(asked.body, textsOf('en').signIn.kept)
  t.equal(store.decisions.count(), before, 'nothing was decided')
  const carried = {
    carriedTo: hiddenIn(asked.body, 'carriedTo')!,
    carried: hiddenIn(asked.body, 'carried')!,
  }
  t.equal(carried.carriedTo, '/desk/check')
  t.notMatch(asked.body, '<b>')
  const mistyped = await she.post('/sign-in', { key: 'bgl_live_wrong', ...carried })
  t.equal(hiddenIn(mistyped.body, 'carried'), carried.carried, 'a mistyped key loses nothing either')
  const back = await she.post('/sign-in', { key: officerKey, ...carried })
  t.equal(back.status, 200)
  t.match(back.body, 'action="/desk/check"')
  t.match(back.body, 'carved ivory bracelet')
  const fields = Object.fromEntries(Object.keys(typed).map((name) => [name, hiddenIn(back.body, name)!]))
  t.same({ ...fields, 'sender.name': '' }, { ...typed, 'sender.name': '' })
  const answer = await she.post('/desk/check', fields)
  t.equal(answer.status, 200)
  t.match(answer.body, 'lane-red')
})

t.test('a form from before she signed in again elsewhere is asked for once more, not lost', async (t) => {
  const she = await officer()
  const token = hiddenIn((await she.get('/desk')).body, '_csrf')!
  await she.post('/sign-in', { key: officerKey })
  const fromOurs = { 'sec-fetch-site': 'same-origin' }
  const stale = await she.post('/desk/check', { ...bracelet, _csrf: token }, fromOurs)
  t.equal(stale.status, 403)
  t.equal(hiddenIn(stale.body, 'c0.description'), bracelet['c0.description'])
  t.equal((await she.post('/desk/check', { submission: 'again', ...bracelet })).status, 200)
  const signIn = await she.post('/sign-in', { key: officerKey, _csrf: token }, fromOurs)
  t.equal(signIn.status, 403)
  t.notMatch(signIn.body, officerKey, 'a key is never shown')
})

t.test('what was typed goes to nobody else, and comes from nobody else', async (t) => {
  const late = async () => {
    const she = await officer()
    idle(she, idleMs + 1)
    return she
  }
  const she = await late()
  const asked = await she.post('/desk/check', bracelet)
  const other = await she.post('/sign-in', {
    key: await service.token('customs-be', 'officer'),
    carriedTo: '/desk/check',
    carried: hiddenIn(asked.body, 'carried')!,
  })
  t.equal(other.headers.location, '/desk', 'another key begins anew')
  const long = await (await late()).post('/desk/check', { note: 'x'.repeat(300_000) })
  t.equal(long.status, 303, 'a form beyond the bound is not carried')
  const strange = { 'sec-fetch-site': 'cross-site' }
  const stranger = await (await late()).post('/desk/check', bracelet, strange)
  t.equal(stranger.status, 303, 'nor one of another site')
  const signedOut = await officer()
  const copy = signedOut.jar.get(sessionCookie)!
  await signedOut.post('/sign-out')
  signedOut.jar.set(sessionCookie, copy)
  t.equal((await signedOut.post('/desk/check', bracelet)).status, 303, 'nor one after signing out')
})

t.test('what a busy server refused is sent again with one press', async (t) => {
  const by = { actor: 'test', reason: null }
  const settings = store.keys.settings('customs-busy')
  await store.keys.setSettings('customs-busy', { ...settings, parcelsPerMinute: 1 }, by)
  const she = await officer(await service.token('customs-busy', 'officer'))
  await she.get('/desk')
  t.equal((await she.post('/desk/check', { submission: 'one', ...bracelet })).status, 200)
  const refused = await she.post('/desk/check', { submission: 'two', ...bracelet })
  t.equal(refused.status, 429)
  t.match(refused.headers['retry-after'], /^\d+$/)
  t.match(refused.body, textsOf('en').errors.retry)
  t.equal(hiddenIn(refused.body, 'c0.description'), bracelet['c0.description'])
  await store.keys.setSettings('customs-busy', settings, by)
  const again = await she.post('/desk/check', { submission: 'two', ...bracelet })
  t.match(again.body, 'lane-red')
})

t.test('another language keeps what a page shows again, and sends nothing by itself', async (t) => {
  const she = await officer()
  await she.get('/desk')
  const before = store.decisions.count()
  const typed = { submission: 'tongues', ...bracelet, 'c0.description': '123', itemId: 'RR<b>&"' }
  const refused = await she.post('/desk/check', typed)
  t.equal(refused.status, 422)
  let asked = refused
  for (const language of ['fr', 'de'] as const) {
    asked = await she.post('/language', { ...fieldsIn(asked.body, '/language'), language })
    t.equal(asked.status, 200)
    t.match(asked.body, `<html lang="${language}">`)
    t.match(asked.body, textsOf(language).signIn.otherLanguage)
    const { _csrf, ...kept } = fieldsIn(asked.body, '/desk/check')
    t.same(kept, typed)
  }
  const again = await she.post('/desk/check', fieldsIn(asked.body, '/desk/check'))
  t.equal(again.status, 422)
  t.match(again.body, textsOf('de').check.faults.noDescription)
  t.match(again.body, 'value="0,085"')
  t.equal(store.decisions.count(), before)
  const checked = await she.post('/desk/check', { ...typed, 'c0.description': 'ivory bracelet' })
  t.equal(checked.status, 200)
  const { carried, back } = fieldsIn(checked.body, '/language')
  t.equal(carried, undefined, 'an answer is at its own address')
  t.match(back, '/desk/decisions/')
  idle(she, idleMs + 1)
  const late = await she.post('/desk/check', typed)
  asked = await she.post('/language', { ...fieldsIn(late.body, '/language'), language: 'nl' })
  const waiting = await she.post('/desk/check', fieldsIn(asked.body, '/desk/check'))
  t.equal(waiting.status, 401, 'and keeps it on the way through the sign-in page')
  t.match(waiting.body, textsOf('nl').signIn.kept)
  t.match(fieldsIn(waiting.body, '/sign-in').carried, /0%2C085/)
  await she.signIn(officerKey)
  const long = await she.post('/desk/check', { ...typed, 'c1.description': 'é'.repeat(60_000) })
  t.equal(fieldsIn(long.body, '/language').carried, undefined, 'a form beyond the bound is not carried')
  t.equal(
    (await she.post('/language', { language: 'en', carriedTo: '/desk/check', carried: 'x', _csrf: 'no' }))
      .status,
    403,
  )
  const elsewhere = await she.post('/language', {
    language: 'en',
    carriedTo: '//evil.example/',
    carried: 'x=1',
  })
  t.match(elsewhere.body, /<form class="panel narrow" method="post" action="\/">/)
})

t.test('what she types after a search is what counts, not the candidate of the search before', async (t) => {
  const she = await officer()
  const { body } = await she.post('/desk/check', { submission: 'retyped', ...bracelet })
  const id = decisionIdIn(body)
  const path = `/desk/decisions/${id}/outcome`
  const typed = {
    ...fieldsIn((await she.get(path)).body, path),
    result: 'listed_without_valid_papers',
    'f0.taxon': 'elephant',
  }
  const elephants = fieldsIn((await she.post(path, { ...typed, find: '0' })).body, path)
  t.match(elephants['f0.chosen'], /Elephantidae|Loxodonta/)
  const { body: again } = await she.post(path, { ...elephants, 'f0.taxon': 'pangolin', find: '0' })
  const pangolins = fieldsIn(again, path)
  t.match(pangolins['f0.chosen'], /Manis|Pholidota|Manidae/)
  t.match((await she.post(path, pangolins)).headers.location, /recorded/)
  t.same(store.outcomes.ofDecision(id).at(-1)!.findings, [
    { taxon: pangolins['f0.chosen'], form: null, quantity: null, unit: null },
  ])
  await she.post(path, { ...pangolins, submission: 'corrected', 'f0.taxon': 'Panthera tigris' })
  t.match(store.outcomes.ofDecision(id).at(-1)!.findings, [{ taxon: 'Panthera tigris' }])
  await she.post(path, { ...pangolins, submission: 'emptied', result: 'nothing_listed', 'f0.taxon': '' })
  t.same(store.outcomes.ofDecision(id).at(-1)!.findings, [], 'an emptied field names nothing')
})

t.test('the laboratory finds all that was found before in its form, however much', async (t) => {
  const she = await officer()
  for (const count of [11, findingsMax - 1, findingsMax]) {
    const { body } = await she.post('/desk/check', { submission: `many-${count}`, ...bracelet })
    const path = `/desk/decisions/${decisionIdIn(body)}/outcome`
    const found = Array.from({ length: count }, (_one, at) => [`f${at}.taxon`, `Species number${at}`])
    const sent = { method: 'xray', result: 'laboratory_pending', ...Object.fromEntries(found) }
    t.match((await she.post(path, sent)).headers.location, /recorded/)
    const { body: next } = await she.get(path)
    t.equal(next.match(/name="f\d+\.taxon"/g)!.length, Math.min(findingsMax, count + 1))
    t.equal(next.includes('name="more"'), count + 1 < findingsMax, 'more rows, as long as they are read')
    const report = { ...fieldsIn(next, path), result: 'listed_without_valid_papers' }
    t.match((await she.post(path, report)).headers.location, /recorded/)
    const [first, second] = store.outcomes.ofDecision(decisionIdIn(body))
    t.equal(second!.findings.length, count)
    t.same(second!.findings, first!.findings)
  }
})

t.test('a server with too much to do says so on a page, and gives the form back unread', async (t) => {
  const { app, token } = await startTestService(t, testFolder(t), { BEAGLE_SHED_DELAY_MS: '1000' })
  const officerKey = await token('customs-be', 'officer')
  const she = visitor(app)
  await she.signIn(officerKey)
  let answer = await she.get('/desk')
  for (let turn = 0; turn < 4 && answer.status !== 503; turn++) {
    const until = Date.now() + 2200
    while (Date.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 5))
    answer = await she.post('/desk/check', { submission: 'shed', ...bracelet })
  }
  t.equal(answer.status, 503)
  t.match(answer.headers['content-type'], 'text/html')
  t.match(answer.body, textsOf('en').errors.retry)
  const again = fieldsIn(answer.body, '/desk/check')
  t.match(again, bracelet)
  t.equal((await she.get('/desk')).headers['content-type'], 'text/html; charset=utf-8')
  const key = await visitor(app).post('/sign-in', { key: officerKey })
  t.notMatch(key.body, officerKey, 'a key is never shown')
  for (let turn = 0; turn < 40 && answer.status === 503; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    answer = await she.post('/desk/check', again)
  }
  t.match(answer.body, 'lane-red')
})
