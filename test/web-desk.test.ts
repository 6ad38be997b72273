// The desk without a browser: what is pasted, checked, answered, claimed, recorded, printed and practised, over a real service and store.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Signer } from '@fastify/cookie'
import t from 'tap'
import { outcomeResults } from '../src/scoring/outcome-label.ts'
import { pointLines } from '../src/web/desk/answer-parts.tsx'
import { fieldsFrom, parcelOf } from '../src/web/desk/parcel-form.ts'
import { readPasted } from '../src/web/desk/paste-parcel.ts'
import { readPracticeParcels } from '../src/web/desk/practice-parcels.ts'
import { viewPractice } from '../src/web/desk/practice-view.ts'
import { formatOf } from '../src/web/format.ts'
import type { Page } from '../src/web/page.tsx'
import { idleMs, sessionCookie } from '../src/web/sessions.ts'
import { sayIn, textsOf } from '../src/web/texts/texts.ts'
import { startTestService } from './helper.ts'
import { type Visitor, visitor } from './web-helper.ts'

const root = resolve(import.meta.dirname, '..')
const service = await startTestService(t)
const { app, store } = service
const officerKey = await service.token('customs-be', 'officer')

async function officer(language = 'en', key = officerKey): Promise<Visitor> {
  const she = visitor(app, language)
  await she.signIn(key)
  return she
}

const bracelet = {
  itemId: 'RR473124829TH',
  'sender.country': 'Thailand',
  'addressee.country': 'BE',
  'c0.description': 'carved ivory bracelet, antique',
  'c0.netKg': '0,085',
  'c0.amount': '35',
  'c0.currency': 'eur',
  'c0.hsCode': '7117.90',
  'c0.originCountry': 'TH',
}

const cn23: Readonly<Record<string, string>> = {
  English: `Sender: Somchai Placeholder\n12 Soi Example\n10500 Bangkok\nThailand\n\nTo: Jan Voorbeeld\nVoorbeeldstraat 4\n1000 Brussel\nBelgium\n
RR 473 124 829 TH\n1 carved ivory bracelet 0.085 kg 35.00 EUR 7117.90 TH\nGross weight (kg): 0.160\nCategory: Gift\nLicence no: C400 12345`,
  French: `Expéditeur\nNom : Somchai Placeholder\nRue : 12 Soi Example\nCode postal : 10500\nLocalité : Bangkok\nPays : Thaïlande\nDestinataire\nNom : Jan Voorbeeld\nRue : Voorbeeldstraat 4\nCode postal : 1000\nLocalité : Brussel\nPays : Belgique
N° d'envoi : RR473124829TH\nDésignation : 1 carved ivory bracelet\nQuantité : 1\nPoids net (kg) : 0,085\nValeur : 35,00 EUR\nCode SH : 7117.90\nOrigine : Thaïlande\nPoids brut : 0,160 kg\nCatégorie : Gift\nCertificat : C400 12345`,
  German: `Absender: Somchai Placeholder\n12 Soi Example\n10500 Bangkok\nThailand\nEmpfänger: Jan Voorbeeld\nVoorbeeldstraat 4\n1000 Brussel\nBelgien\nSendungsnummer: RR473124829TH
Inhalt: 1 carved ivory bracelet\nMenge: 1\nNettogewicht: 85 g\nWert: € 35.00\nZolltarifnummer: 7117.90\nUrsprungsland: Thailand\nBruttogewicht: 160 g\nArt der Sendung: Gift\nGenehmigung: C400 12345`,
  Dutch: `Afzender\nSomchai Placeholder\n12 Soi Example\n10500 Bangkok\nThailand\nGeadresseerde\nJan Voorbeeld\nVoorbeeldstraat 4\n1000 Brussel\nBelgië\n
Barcode: RR473124829TH\nOmschrijving: 1 carved ivory bracelet\nAantal: 1\nNetto: 0,085\nWaarde: 35 EUR\nHS-code: 7117.90\nLand van oorsprong: Thailand\nBrutogewicht: 0,16\nCategorie: Gift\nVergunning: C400 12345`,
}

t.test('a pasted CN23 becomes the same fields in all four languages', async (t) => {
  for (const [language, text] of Object.entries(cn23)) {
    const parcel = parcelOf(readPasted(text)) as {
      contents: { description: string; value: { amount: string } }[]
    }
    t.match(
      parcel,
      {
        itemId: 'RR473124829TH',
        category: 'Gift',
        sender: {
          name: 'Somchai Placeholder',
          street: '12 Soi Example',
          postcode: '10500',
          city: 'Bangkok',
          country: 'TH',
        },
        addressee: { name: 'Jan Voorbeeld', city: 'Brussel', country: 'BE' },
        grossWeightGrams: 160,
        documents: [{ code: 'C400', number: '12345' }],
      },
      language,
    )
    t.equal(parcel.contents.length, 1, language)
    t.match(
      parcel.contents[0],
      {
        quantity: '1',
        netWeightGrams: 85,
        value: { currency: 'EUR' },
        hsCode: '7117.90',
        originCountry: 'TH',
      },
      language,
    )
    t.match(parcel.contents[0]!.description, 'carved ivory bracelet', language)
    t.equal(Number(parcel.contents[0]!.value.amount.replace(',', '.')), 35, language)
  }
})

t.test('pasted JSON fills the form, and the form gives the same parcel back', async (t) => {
  const example = JSON.parse(readFileSync(resolve(root, 'examples/ordinary/tiger-balm.json'), 'utf8')) as {
    parcel: object
  }
  for (const text of [
    JSON.stringify(example),
    JSON.stringify(example.parcel),
    JSON.stringify([example.parcel]),
  ]) {
    const given = example.parcel as { contents: { quantity: number }[] }
    const back = parcelOf(readPasted(text))
    t.same(JSON.parse(JSON.stringify(back)), {
      ...given,
      contents: given.contents.map((piece) => ({ ...piece, quantity: String(piece.quantity) })),
    })
  }
  t.equal(fieldsFrom('nonsense').size, 0)
  t.equal(readPasted('{"broken": ').size > 0, true, 'what is no JSON is read as lines')
  t.equal(readPasted('').size, 0)
})

t.test('reading what is pasted takes no longer than a blink, whatever it is', async (t) => {
  for (const text of [
    '1 '.repeat(10_000),
    'a: '.repeat(7000),
    '\t'.repeat(20_000),
    `${'9.9 '.repeat(60)}X`,
    '['.repeat(20_000),
  ]) {
    const started = performance.now()
    readPasted(text)
    t.ok(
      performance.now() - started < 200,
      `${text.slice(0, 10)} in ${Math.round(performance.now() - started)} ms`,
    )
  }
})

const decisionIdIn = (body: string) => /\/desk\/decisions\/([0-9a-f-]{36})\//.exec(body)![1]!

t.test('a parcel checked at the desk is a decision like any other, made by her client', async (t) => {
  const she = await officer()
  await she.get('/desk')
  const before = store.decisions.count()
  const answer = await she.post('/desk/check', { submission: 'a', ...bracelet })
  t.equal(answer.status, 200)
  t.equal(store.decisions.count(), before + 1)
  const found = store.decisions.byId(decisionIdIn(answer.body))
  if (found.kind !== 'found') throw new Error('not stored')
  t.match(found.decision, { clientId: 'customs-be', mode: 'live', itemId: 'RR473124829TH' })
  t.match(JSON.parse(found.decision.goods), {
    contents: [{ netWeightGrams: 85, hsCode: '711790' }],
    parties: { senderCountry: 'TH' },
  })
  const again = await she.post('/desk/check', { submission: 'a', ...bracelet })
  t.equal(decisionIdIn(again.body), found.decision.id, 'a double press is the same decision')
  t.equal(store.decisions.count(), before + 1)
  const changed = await she.post('/desk/check', { submission: 'a', ...bracelet, 'c0.description': 'shoes' })
  t.equal(changed.status, 200, 'gone back to and changed it is another one')
  t.not(decisionIdIn(changed.body), found.decision.id)
  const api = await app.inject({
    url: `/v1/decisions/${found.decision.id}`,
    headers: { authorization: `Bearer ${officerKey}` },
  })
  t.equal(api.json().lane, 'red', 'and the API knows it')
})

t.test('the answer comes in the order of its reading', async (t) => {
  const she = await officer()
  const { body } = await she.post('/desk/check', {
    submission: 'order',
    itemId: 'EE471108151FR',
    'c0.description': 'live cobra Naja naja and carved ivory bracelet',
    'c0.hsCode': '0106.20',
    'sender.country': 'IN',
    'addressee.country': 'BE',
  })
  const { answer, hazards, check } = textsOf('en')
  const order = [
    hazards.title,
    'lane-red',
    answer.words,
    answer.species,
    answer.papers,
    answer.points,
    answer.whatIf,
    answer.earlier,
    'Like goods before',
    answer.contacts,
    answer.record,
    check.again,
  ].map((text) => body.indexOf(text))
  t.ok(
    order.every((at) => at > 0),
    String(order),
  )
  t.same(
    order,
    [...order].sort((a, b) => a - b),
  )
  t.match(body, /<mark class="reading-specimen">/)
  t.match(body, /Severity: live animal/)
  t.match(body, /checked on \d+ \w+ 2026, confidence (?:low|medium)/)
})

t.test('the points of a waterfall add up to its total', async (t) => {
  const engine = service.engines.live()
  for (const parcel of readPracticeParcels()) {
    const view = viewPractice(parcel, engine, Date.parse('2026-11-20T10:00:00Z'), 'en')
    if (view.answer.status !== 'scored') continue
    const page = { t: textsOf('en'), say: sayIn('en'), format: formatOf('en'), language: 'en' } as Page
    const lines = pointLines({ page, view, answer: view.answer })
    const total = lines.at(-1)!
    t.equal(total.isSum, true)
    t.equal(
      lines.slice(0, -1).reduce((sum, { points }) => sum + points, 0),
      total.points,
      parcel.id,
    )
    t.equal(total.points, view.answer.points.total)
    for (const { changesAction, action } of view.whatIfs)
      t.equal(changesAction, action !== view.answer.action)
  }
})

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
  const stranger = await app.inject({
    method: 'POST',
    url: '/desk/check',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'cross-site',
      cookie: [...(await late()).jar]
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('; '),
    },
    payload: 'c0.description=shoes',
  })
  t.equal(stranger.statusCode, 303, 'nor one of another site')
  const signedOut = await officer()
  const copy = signedOut.jar.get(sessionCookie)!
  await signedOut.post('/sign-out')
  signedOut.jar.set(sessionCookie, copy)
  t.equal((await signedOut.post('/desk/check', bracelet)).status, 303, 'nor one after signing out')
})

t.test('a refused form comes back with what was typed and the fault at its field', async (t) => {
  for (const language of ['en', 'fr', 'de', 'nl'] as const) {
    const she = await officer(language)
    const { status, body } = await she.post('/desk/check', {
      submission: 'x',
      itemId: 'RR473124829TH',
      'c0.hsCode': '7117.90',
    })
    t.equal(status, 422)
    t.match(body, textsOf(language).check.faults.noDescription.replaceAll("'", '&#39;'))
    t.match(body, /value="7117.90"/)
    t.match(body, /aria-invalid="true"/)
  }
})

t.test('more lines are given without losing any, and without a decision', async (t) => {
  const she = await officer()
  const before = store.decisions.count()
  const { body } = await she.post('/desk/check', {
    more: '3',
    'c0.description': 'shoes',
    'c2.description': 'socks',
  })
  t.equal(store.decisions.count(), before)
  t.match(body, /name="c5\.description"/)
  t.match(body, /value="socks"/)
})

t.test('a scan finds what was decided, or starts the parcel', async (t) => {
  const she = await officer()
  const known = await she.get('/desk?item=rr%20473%20124%20829%20th')
  t.match(known.body, /\d+ decisions? on RR473124829TH/)
  t.match(known.body, /href="\/desk\/decisions\/[0-9a-f-]{36}"/)
  const unknown = await she.get('/desk?item=CX100000005ZA')
  t.match(unknown.body, 'No decision on CX100000005ZA yet')
  t.match(unknown.body, /name="itemId" value="CX100000005ZA"/)
  t.match(unknown.body, /name="c0.description"[^>]* autofocus/, 'and the next thing to type has the focus')
})

t.test('two officers do not take the same parcel', async (t) => {
  const she = await officer()
  const { body } = await she.post('/desk/check', {
    submission: 'claim',
    ...bracelet,
    itemId: 'RR100000014TH',
  })
  const id = decisionIdIn(body)
  const he = await officer('en', await service.token('customs-be', 'officer'))
  t.match((await he.get('/desk/queue')).body, 'RR100000014TH')
  t.equal((await she.post(`/desk/queue/${id}/claim`)).headers.location, `/desk/decisions/${id}?done=claimed`)
  const refused = await he.post(`/desk/queue/${id}/claim`)
  t.equal(refused.headers.location, '/desk/queue?conflict=1')
  t.match((await he.get('/desk/queue?conflict=1')).body, 'Taken until')
  await she.get('/desk/queue')
  await she.post(`/desk/queue/${id}/release`, { back: '/desk/queue?lane=red' })
  t.equal((await he.post(`/desk/queue/${id}/claim`)).headers.location, `/desk/decisions/${id}?done=claimed`)
})

t.test('the queue is filtered, and a filter that cannot be shows all', async (t) => {
  const she = await officer()
  await she.post('/desk/check', {
    submission: 'office',
    ...bracelet,
    itemId: 'RR100000028TH',
    postingOffice: '75001',
  })
  const office = await she.get('/desk/queue?office=75001&lane=&action=&maxAgeHours=')
  t.match(office.body, 'RR100000028TH')
  t.notMatch(office.body, 'RR100000014TH')
  t.notMatch((await she.get('/desk/queue?lane=yellow')).body, 'RR100000028TH')
  t.match((await she.get('/desk/queue?action=hold_and_refer&maxAgeHours=1')).body, 'RR100000028TH')
  t.match((await she.get('/desk/queue?lane=purple')).body, 'RR100000028TH')
})

t.test('nothing found is one press; a seizure takes one screen; the laboratory speaks later', async (t) => {
  const she = await officer('nl')
  const { body } = await she.post('/desk/check', {
    submission: 'nothing',
    ...bracelet,
    itemId: 'RR100000031TH',
  })
  const id = decisionIdIn(body)
  await she.post(`/desk/decisions/${id}/nothing-found`, { method: 'xray' })
  t.match(store.outcomes.ofDecision(id), [{ method: 'xray', result: 'nothing_listed', stage: 'preliminary' }])
  t.notMatch((await she.get('/desk/queue')).body, 'RR100000031TH', 'and it has left the queue')
  const seizure = {
    result: 'listed_without_valid_papers',
    method: 'opened_by_customs',
    stage: 'preliminary',
    'f0.taxon': 'olifant',
    'f0.form': 'IJW',
    'f0.quantity': '2',
    'f0.unit': '',
    papers: 'Y900',
    otherPapers: 'c400',
    concealment: 'in a shoe',
    note: 'call +32 470 12 34 56',
  }
  const answer = await she.post(`/desk/decisions/${id}/outcome`, { submission: 's', ...seizure })
  t.equal(answer.headers.location, `/desk/decisions/${id}?done=recorded`)
  const [, second] = store.outcomes.ofDecision(id)
  t.match(second, {
    result: 'listed_without_valid_papers',
    findings: [{ taxon: 'Elephantidae', form: 'IJW', quantity: 2, unit: 'no.' }],
    papers: ['Y900', 'C400'],
    concealment: 'in a shoe',
  })
  t.notMatch(second!.note, /470/, 'a telephone number is blanked')
  const draft = await she.get(`/desk/decisions/${id}/seizure-draft.csv`)
  t.match(draft.headers['content-type'], 'text/csv')
  t.match(draft.body, 'Elephantidae')
  t.notMatch(draft.body, /in a parcel of|470/)
  t.equal((await she.get(`/desk/decisions/${id}/seizure-draft.csv?form=etis`)).status, 200)
  const laboratory = {
    ...seizure,
    stage: 'laboratory',
    method: 'laboratory',
    result: 'nothing_listed',
    'f0.taxon': '',
    'f0.form': '',
    'f0.quantity': '',
  }
  await she.post(`/desk/decisions/${id}/outcome`, { submission: 'l', ...laboratory })
  t.equal(store.outcomes.ofDecision(id).at(-1)!.stage, 'laboratory')
  t.equal(store.outcomes.ofDecision(id).length, 3, 'nothing was overwritten')
})

t.test(
  'an outcome that does not fit is refused in her language, and species are found by any name',
  async (t) => {
    for (const language of ['en', 'fr', 'de', 'nl'] as const) {
      const she = await officer(language)
      const { body } = await she.post('/desk/check', { submission: `o-${language}`, ...bracelet })
      const path = `/desk/decisions/${decisionIdIn(body)}/outcome`
      const { outcome } = textsOf(language)
      const refused = await she.post(path, {
        method: 'xray',
        result: '',
        'f0.taxon': '',
        'f0.quantity': 'many',
        'f0.form': '',
        'f0.unit': '',
        papers: '!!',
      })
      t.equal(refused.status, 422)
      for (const fault of [
        outcome.faultResult,
        outcome.faultSpecies,
        outcome.faultQuantity,
        outcome.faultPapers,
      ])
        t.match(refused.body, fault.replaceAll("'", '&#39;').slice(0, 30))
      const found = await she.post(path, {
        find: '0',
        'f0.taxon': 'pangolin',
        'f0.form': 'SCA',
        'f0.quantity': '3',
        'f0.unit': '',
      })
      t.match(found.body, /name="f0\.chosen" value="[A-Z][a-z]+/)
      t.match(found.body, /value="3"/, 'what was typed stays')
    }
    const she = await officer()
    const { body } = await she.post('/desk/check', { submission: 'unknown', ...bracelet })
    const path = `/desk/decisions/${decisionIdIn(body)}/outcome`
    const typed = {
      'f0.taxon': 'tiger',
      'f1.taxon': '',
      result: 'listed_without_valid_papers',
      method: 'xray',
    }
    t.match((await she.post(path, { find: 'last', ...typed })).body, 'Panthera tigris')
    t.same(store.outcomes.ofDecision(decisionIdIn(body)), [], 'Enter in a field records nothing')
    const unknown = await she.post(path, { find: '0', 'f0.taxon': 'Snorkus blibber' })
    t.match(unknown.body, 'kept as typed')
    t.match(
      (await she.get(path)).body,
      /name="result" value="listed_without_valid_papers">/,
      'no result is chosen for her',
    )
    for (const result of outcomeResults)
      t.match((await she.get(`${path}?result=${result}`)).body, `value="${result}" checked`)
  },
)

t.test('the sheet carries what a court would ask for, and the sentence that limits it', async (t) => {
  for (const language of ['en', 'fr', 'de', 'nl'] as const) {
    const she = await officer(language)
    const { body } = await she.post('/desk/check', { submission: `sheet-${language}`, ...bracelet })
    const id = decisionIdIn(body)
    const sheet = (await she.get(`/desk/decisions/${id}/sheet`)).body
    t.match(sheet, `<p class="legal">${textsOf(language).sheet.legal.replaceAll("'", '&#39;')}`)
    t.match(sheet, id)
    t.match(sheet, service.engines.live().customs.ref.sha256)
    t.match(sheet, 'customs-be')
    t.match(sheet, /1\.0\.0/)
  }
})

t.test('practice is decided first, kept for her alone, and forgotten on her word', async (t) => {
  const she = await officer()
  const before = store.decisions.count()
  const question = await she.get('/desk/training/hk-2016-toys')
  t.notMatch(question.body, /3 kg of ivory|score-number|lane-/, 'nothing is given away')
  const answer = await she.post('/desk/training/hk-2016-toys', { answer: 'release' })
  t.match(answer.body, '3 kg of ivory')
  t.match(answer.body, 'score-number')
  t.match(answer.body, textsOf('en').training.mark)
  t.equal(store.decisions.count(), before, 'no decision was made')
  t.match((await she.get('/desk/training')).body, /toys/)
  const colleague = await officer('en', await service.token('customs-be', 'officer'))
  t.match((await colleague.get('/desk/training')).body, textsOf('en').training.none, 'hers alone')
  t.equal((await she.post('/desk/training/hk-2016-toys', { answer: 'guilty' })).status, 400)
  await she.post('/desk/training/forget')
  t.match((await she.get('/desk/training')).body, textsOf('en').training.none)
  t.equal((await she.get('/desk/training/no-such')).status, 404)
  t.ok(readPracticeParcels().length >= 40)
})

t.test('a test key works on test decisions only', async (t) => {
  const live = await officer()
  const { body } = await live.post('/desk/check', { submission: 'live', ...bracelet })
  const tester = await officer('en', await service.token('customs-be', 'officer', 'test'))
  const tried = await tester.post(`/desk/decisions/${decisionIdIn(body)}/nothing-found`, { method: 'xray' })
  t.equal(tried.status, 403)
  const own = await tester.post('/desk/check', { submission: 't', 'c0.description': 'BEAGLE TEST UNSCORED' })
  t.match(own.body, textsOf('en').answer.unscored)
  t.match(own.body, 'lane-unscored')
})

t.test('a correction replaces the decision it corrects', async (t) => {
  const she = await officer()
  const first = decisionIdIn((await she.post('/desk/check', { submission: 'c1', ...bracelet })).body)
  const { body } = await she.post('/desk/check', {
    submission: 'c2',
    ...bracelet,
    supersedes: first,
    'c0.description': 'plastic bracelet',
  })
  const found = store.decisions.byId(decisionIdIn(body))
  t.equal(found.kind === 'found' && found.decision.supersedes, first)
})
