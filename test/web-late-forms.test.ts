// Forms that could not be taken: the session had lapsed, the token was of another one, or the server was busy. Nothing typed is lost, and
// nothing typed goes to anybody else.

import { Signer } from '@fastify/cookie'
import t from 'tap'
import { idleMs, sessionCookie } from '../src/web/sessions.ts'
import { textsOf } from '../src/web/texts/texts.ts'
import { startTestService } from './helper.ts'
import { type Visitor, visitor } from './web-helper.ts'

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
