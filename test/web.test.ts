// The frame of the pages: markup that nobody can break, sessions, tokens, roles, headers. The desk itself is in web-desk and browser-desk.

import t from 'tap'
import { pageTable } from '../src/routes/access.ts'
import { roles } from '../src/store/decision-record.ts'
import { formatOf } from '../src/web/format.ts'
import { Fragment, h } from '../src/web/html.ts'
import { localPath } from '../src/web/pages.ts'
import { absoluteMs, createSessions, idleMs, sessionCookie } from '../src/web/sessions.ts'
import { textsOf } from '../src/web/texts/texts.ts'
import { startTestService, testFolder } from './helper.ts'
import { visitor } from './web-helper.ts'

const service = await startTestService(t)
const { app } = service
const officer = await service.token('customs-be', 'officer')

t.test('text is text, wherever it stands', async (t) => {
  const hostile = '"\'><script>alert(1)</script>&amp;'
  const html = String(h('p', { title: hostile, class: hostile }, hostile, [hostile, [hostile]]))
  t.notMatch(html, /<script|"'>/)
  t.equal(html.match(/&lt;script/g)!.length, 5)
  t.match(html, /&amp;amp;/, 'an entity stays the text it was')
  t.equal(String(h(Fragment, null, '<b>')), '&lt;b>')
  t.equal(String(h('br', null)), '<br>')
  t.equal(String(h('p', null, null, false, true, undefined, 0)), '<p>0</p>')
})

t.test('nothing that looks like an element is one: only the factory makes them', async (t) => {
  const forged = { toString: () => '<script>' } as unknown as string
  t.equal(String(h('p', null, forged)), '<p></p>')
  t.notMatch(String(h('p', { title: forged })), /<script/)
})

t.test('markup that could run is refused or left out', async (t) => {
  t.throws(() => h('p', { onclick: 'x()' }), /not for these pages/)
  t.throws(() => h('p', { OnLoad: 'x()' }), /not for these pages/)
  t.throws(() => h('p', { style: 'x' }), /not for these pages/)
  t.throws(() => h('script', null, 'alert(1)'), /takes no content/)
  t.throws(() => h('p', { 'a"b': 'x' }), /not a name/)
  t.throws(() => h('p><script', null), /not a name/)
  for (const href of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
  ])
    t.equal(String(h('a', { href }, 'x')), '<a>x</a>', href)
  t.equal(String(h('a', { href: '/desk?a=b' }, 'x')), '<a href="/desk?a=b">x</a>')
})

t.test('coming back leads nowhere else', async (t) => {
  for (const path of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'desk',
    '/a b',
    '/a\nb',
    7,
    undefined,
  ])
    t.equal(localPath(path), '/', String(path))
  t.equal(localPath('/desk/queue?lane=red'), '/desk/queue?lane=red')
})

t.test('a session is a signed, http-only, same-site cookie without the key', async (t) => {
  const she = visitor(app)
  const answer = await she.signIn(officer)
  t.equal(answer.status, 303)
  t.equal(answer.headers.location, '/desk')
  const cookies = [answer.headers['set-cookie']].flat().map(String)
  const session = cookies.find((cookie) => cookie.startsWith(sessionCookie))!
  t.match(session, /; HttpOnly/)
  t.match(session, /; SameSite=Strict/)
  t.notMatch(decodeURIComponent(session), officer.slice(9))
  t.equal((await she.get('/desk')).status, 200)
  const value = she.jar.get(sessionCookie)!
  for (const forged of [
    `${value}x`,
    value.replace(/^key_./, 'key_0'),
    value.replace(/\.\d+\./, '.9999999999999.'),
    'x',
    '',
  ]) {
    she.jar.set(sessionCookie, forged)
    t.equal((await she.get('/desk')).status, 303, 'a forged one opens nothing')
  }
})

t.test('behind a proxy with TLS the cookie stays on TLS', async (t) => {
  const page = await app.inject({ url: '/sign-in', headers: { 'x-forwarded-proto': 'https' } })
  t.match(String(page.headers['set-cookie']), /; Secure/)
})

t.test('a revoked key ends its sessions at once', async (t) => {
  const created = await service.store.keys.create(
    { clientId: 'customs-be', role: 'officer', mode: 'live', label: '' },
    { actor: 'test', reason: null },
  )
  const she = visitor(app)
  await she.signIn(created.token)
  t.equal((await she.get('/desk')).status, 200)
  await service.store.keys.revoke(created.key.id, { actor: 'test', reason: null })
  const after = await she.get('/desk')
  t.equal(after.status, 303)
  t.match(after.headers.location, /^\/sign-in\?next=%2Fdesk&ended=1$/)
})

t.test('signing out ends the session, also for a copy of its cookie', async (t) => {
  const she = visitor(app)
  await she.signIn(officer)
  const copy = she.jar.get(sessionCookie)!
  t.equal((await she.post('/sign-out')).headers.location, '/sign-in')
  t.equal(she.jar.has(sessionCookie), false)
  she.jar.set(sessionCookie, copy)
  t.equal((await she.get('/desk')).status, 303)
})

t.test('a session that was signed out stays dead after a restart, others live on', async (t) => {
  const dataDir = testFolder(t)
  const first = await startTestService(t, dataDir)
  const key = await first.token('customs-be', 'officer')
  const [she, he] = [visitor(first.app), visitor(first.app)]
  await she.signIn(key)
  await he.signIn(key)
  const [copy, kept] = [she.jar.get(sessionCookie)!, he.jar.get(sessionCookie)!]
  await she.post('/sign-out')
  await first.close()

  const again = visitor((await startTestService(t, dataDir)).app)
  again.jar.set(sessionCookie, copy)
  t.equal((await again.get('/desk')).status, 303, 'the copy of the cookie')
  again.jar.set(sessionCookie, kept)
  t.equal((await again.get('/desk')).status, 200, 'another session of the same key')
})

t.test('a session ends when idle and at the end of a shift', async (t) => {
  let now = 1_800_000_000_000
  const principal = { keyId: 'key_a', clientId: 'c', role: 'officer', mode: 'live' } as const
  const sessions = createSessions({
    keys: { principalOf: (id: string) => (id === 'key_a' ? principal : null) } as never,
    ended: { has: () => false, add: async () => {} },
    sessionKey: new Uint8Array(32),
    nowMs: () => now,
  })
  const who = (value: string) => {
    const request = { cookies: { [sessionCookie]: value }, ip: '10.0.0.1' } as never as { session?: never }
    return { principal: sessions.principalOf(request as never), session: request.session! }
  }
  let value = sessions.start(principal)
  now += idleMs
  t.ok(who(value).principal)
  now += 1
  t.equal(who(value).principal, null, 'idle for too long')
  value = sessions.start(principal)
  const end = now + absoluteMs
  while (now + idleMs <= end) {
    now += idleMs
    const { session } = who(value)
    t.ok(session, 'in use it lives on')
    value = sessions.renewed(session) ?? value
  }
  now = end + 1
  t.equal(who(value).principal, null, 'but not beyond a shift')
})

t.test('keys of roles without pages and wrong keys are refused in words', async (t) => {
  for (const key of [
    await service.token('post-be', 'courier'),
    await service.token('x', 'admin'),
    'bgl_live_wrong',
    '',
  ]) {
    const she = visitor(app)
    const answer = await she.signIn(key)
    t.equal(answer.status, 401)
    t.match(answer.body, /role="alert"/)
    t.equal(she.jar.has(sessionCookie), false)
    if (key !== '') t.notMatch(answer.body, key, 'the key does not come back')
  }
})

t.test('every page is in the table, and opens for its roles only', async (t) => {
  for (const role of roles) {
    const she = visitor(app)
    if (role === 'courier' || role === 'admin') continue
    await she.signIn(await service.token(`client-${role}`, role))
    for (const [route, access] of Object.entries(pageTable)) {
      const [method, path] = route.split(' ') as ['GET' | 'POST', string]
      if (access === 'open' || access === 'any' || method !== 'GET') continue
      const url = path
        .replace(':id', '0198c0de-0000-7000-8000-000000000000')
        .replace('*', 'nothing')
        .replace(/:\w+/g, 'x')
      const { status } = await she.get(url)
      if (access.includes(role)) t.ok([200, 303, 404, 410].includes(status), `${role} ${route}: ${status}`)
      else t.equal(status, 403, `${role} ${route}`)
    }
  }
})

t.test('a cookie calls no API, and a key opens no page', async (t) => {
  const she = visitor(app)
  await she.signIn(officer)
  t.equal((await she.get('/v1/decisions')).status, 401)
  const page = await app.inject({ url: '/desk', headers: { authorization: `Bearer ${officer}` } })
  t.equal(page.statusCode, 303)
})

t.test('a form without its token, or with that of another session, is refused', async (t) => {
  const she = visitor(app)
  await she.signIn(officer)
  t.equal((await she.post('/desk/check', { _csrf: '', 'c0.description': 'shoes' })).status, 403)
  const other = visitor(app)
  await other.signIn(officer)
  const theirs = /name="_csrf" value="([^"]+)"/.exec((await other.get('/desk')).body)![1]!
  t.equal((await she.post('/desk/check', { _csrf: theirs, 'c0.description': 'shoes' })).status, 403)
  she.jar.set('beagle_csrf', other.jar.get('beagle_csrf')!)
  t.equal(
    (await she.post('/desk/check', { _csrf: theirs, 'c0.description': 'shoes' })).status,
    403,
    'even with its cookie',
  )
})

t.test('every page forbids what is not ours and stays out of caches', async (t) => {
  const she = visitor(app)
  await she.signIn(officer)
  for (const path of ['/sign-in', '/desk', '/desk/queue', '/desk/training', '/desk/nothing']) {
    const { headers, body } = await she.get(path)
    const policy = String(headers['content-security-policy'])
    t.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/, path)
    t.notMatch(policy, /unsafe/)
    t.equal(headers['cache-control'], 'no-store')
    t.notMatch(body, /<style|style=|\son\w+=|<script(?! src="\/assets\/)/, 'nothing inline')
  }
})

t.test('assets are served for good under an address of their content', async (t) => {
  const { body } = await visitor(app).get('/sign-in')
  const paths = [...body.matchAll(/(?:href|src)="(\/assets\/[0-9a-f]{10}\/[^"]+)"/g)].map(
    (match) => match[1]!,
  )
  t.ok(paths.length >= 3)
  for (const path of paths) {
    const answer = await app.inject({ url: path })
    t.equal(answer.statusCode, 200)
    t.match(answer.headers['cache-control'], /max-age=31536000, immutable/)
    t.ok(answer.headers.etag)
  }
  t.equal((await app.inject({ url: '/assets/0000000000/beagle.css' })).statusCode, 404)
  t.equal((await app.inject({ url: `${paths[0]!}/../../../package.json` })).statusCode, 404)
})

t.test('the language follows the browser, and the choice of the reader', async (t) => {
  for (const [language, word] of [
    ['de-AT,de;q=0.9', 'Anmelden'],
    ['nl', 'Aanmelden'],
    ['fr', 'Connexion'],
    ['hu', 'Sign in'],
  ] as const)
    t.match((await visitor(app, language).get('/sign-in')).body, `<h1>${word}</h1>`, language)
  const she = visitor(app, 'en')
  await she.get('/sign-in')
  const answer = await she.post('/language', { language: 'fr', back: '/sign-in?next=/desk' })
  t.equal(answer.headers.location, '/sign-in?next=/desk')
  t.match((await she.get('/sign-in')).body, /<html lang="fr">/)
  await she.post('/language', { language: 'xx', back: '//evil.example' })
  t.match((await she.get('/sign-in')).body, /<html lang="fr">/)
})

t.test('numbers and dates are those of the reader, and an open date is no fault', async (t) => {
  const at = '2026-11-21T10:00:00Z'
  t.equal(formatOf('de').decimal(1234.5), '1.234,5')
  t.equal(formatOf('en').decimal(1234.5), '1,234.5')
  t.match(formatOf('fr').date(at), /21 nov\.? 2026/)
  t.match(formatOf('nl').money({ minorUnits: 3500, currency: 'EUR' }), /35,00/)
  t.equal(formatOf('en').grams(85), '85 g')
  t.equal(formatOf('de').country('BE'), 'Belgien')
  t.equal(formatOf('en').signed(-40), '-40')
  for (const open of ['', 'soon']) t.equal(formatOf('en').date(open), '–')
})

t.test('pages are no part of the description of the API', async (t) => {
  const { body } = await app.inject({ url: '/openapi.json' })
  t.notMatch(body, /"\/desk|"\/sign-in|"\/assets/)
})

t.test(
  'practice, headings and listings speak the language of the page, and what is English says so',
  async (t) => {
    const words = {
      fr: [
        'environ 3 kg d&#39;ivoire',
        'Connu :',
        'Autres animaux vivants',
        'mygales non inscrites',
        'annexe B',
      ],
      de: [
        'etwa 3 kg Elfenbein',
        'Bekannt:',
        'Andere lebende Tiere',
        'nicht gelistete Vogelspinnen',
        'Anhang B',
      ],
      nl: [
        'ongeveer 3 kg ivoor',
        'Bekend:',
        'Andere levende dieren',
        'niet beschermde vogelspinnen',
        'bijlage B',
      ],
    } as const
    for (const language of ['fr', 'de', 'nl'] as const) {
      const [found, note, heading, population, law] = words[language]
      const she = visitor(app, language)
      await she.signIn(await service.token('customs-be', 'officer'))
      const practice = await she.post('/desk/training/hk-2016-toys', { answer: 'release' })
      for (const text of [found, note]) t.ok(practice.body.includes(text), `${language}: ${text}`)
      t.match(practice.body, /<span lang="en">Hong Kong Customs, press release/, 'the source is what it is')
      t.ok((await she.get('/desk/training')).body.includes(found))
      const spiders = { 'c0.description': '3 live tarantulas', 'c0.hsCode': '0106.90', 'c0.netKg': '0.12' }
      const { body } = await she.post('/desk/check', { submission: language, ...spiders })
      for (const text of [heading, population, law]) t.ok(body.includes(text), `${language}: ${text}`)
      t.notMatch(body, /Reg\. \(EC\)|not listed|Other live animals/)
      t.ok(body.includes(textsOf(language).check.netWeight), 'a weight is headed by what it is, in any unit')
      const hints = JSON.parse((await she.get(`/desk/hints.json?language=${language}`)).body)
      t.ok(hints.hs['010690'][0].startsWith(heading))
    }
  },
)
