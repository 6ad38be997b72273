// The desk without a browser: what is checked, answered, claimed, recorded, printed and practised, over a real service and store.

import t from 'tap'
import { outcomeResults } from '../src/scoring/outcome-label.ts'
import { pointLines } from '../src/web/desk/answer-parts.tsx'
import { readPracticeParcels } from '../src/web/desk/practice-parcels.ts'
import { viewPractice } from '../src/web/desk/practice-view.ts'
import { formatOf } from '../src/web/format.ts'
import type { Page } from '../src/web/page.tsx'
import { sayIn, textsOf } from '../src/web/texts/texts.ts'
import { bracelet, decisionIdIn, startOfficers } from './web-helper.ts'

const { officer, officerKey, ...service } = await startOfficers(t)
const { app, store } = service

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
    answer.others,
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

t.test('of a long declaration the lines that count stand open, the others fold', async (t) => {
  const she = await officer()
  const typed: Record<string, string> = { submission: 'long' }
  for (let at = 0; at < 200; at++)
    typed[`c${at}.description`] = at === 150 ? 'carved ivory bracelet' : 'socks'
  const { status, body } = await she.post('/desk/check', typed)
  t.equal(status, 200)
  const open = body.slice(body.indexOf(textsOf('en').answer.words), body.indexOf('and 188 more lines'))
  t.match(open, '<mark class="reading-specimen">carved ivory')
  t.match(open, '<span class="faint">151 </span>', 'with its number')
  t.equal(open.match(/<tr>/g)!.length, 1 + 12)
  const near = /href="(\/desk\/decisions\/[0-9a-f-]{36}\?near=1)#near"/.exec(body)![1]!
  const asked = (await she.get(near)).body
  t.match(asked, '<details id="near" open><summary>One condition away')
  t.match(asked, 'some mention fits (', 'in words, which take longer than a page may')
  const contents = Object.values(typed).map((description) => ({ description }))
  const parcel = { ...readPracticeParcels()[0]!, parcel: { contents: contents.slice(1) } }
  const { whatIfs } = viewPractice(parcel, service.engines.live(), Date.now(), 'en')
  t.same(whatIfs.length, 2, 'no third trial: together they score 500 pieces at most')
})

t.test('doubtful data is named by the labels of the form', async (t) => {
  const she = await officer('fr')
  const { body } = await she.post('/desk/check', {
    submission: 'doubt',
    'c0.description': 'chaussettes',
    'c2.description': 'montre',
    'c2.netKg': 'trop',
    'c2.hsCode': 'abc',
    'c2.amount': '1.234,50',
    'c2.currency': 'EUR',
  })
  const { check } = textsOf('fr')
  t.match(body, `>Ligne 2\u00a0: ${check.netKg}<`)
  t.match(body, `>Ligne 2\u00a0: ${check.hsCode}<`)
  t.notMatch(body, '/contents/')
  t.match(body, textsOf('fr').answer.noCountry.replaceAll("'", '&#39;'), 'nobody is named for no country')
  t.match(body, 'name="c1.hsCode" value="abc"', 'the lines of the form are numbered like those of the answer')
  t.match(body, '1\u202f234,50', 'thousands as people write them')
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
  const long = {
    'c0.description': 'socks',
    'c1.description': 'python leather wallet',
    'c2.description': 'cap',
  }
  await she.post('/desk/check', { submission: 'many', ...long })
  const { body: queue } = await he.get('/desk/queue')
  t.match(queue, 'RR100000014TH')
  t.match(
    queue,
    '<bdi lang="mul">python leather wallet</bdi><span class="faint"> (3 pieces)',
    'the line that counts',
  )
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
  const pressed = { method: 'xray', submission: /name="submission" value="([^"]+)"/.exec(body)![1]! }
  for (const _press of ['once', 'twice']) await she.post(`/desk/decisions/${id}/nothing-found`, pressed)
  t.equal(store.outcomes.ofDecision(id).length, 1, 'a double press is one outcome')
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
    'f1.taxon': 'Loxodonta africana',
    'f1.form': 'IVC',
    'f1.quantity': '1.000,085',
    'f1.unit': 'kg',
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
  t.match(
    (await she.get(`/desk/decisions/${id}/sheet`)).body,
    '(IVC): 1.000,085 kg',
    'a weight as it was taken',
  )
  const draft = await she.get(`/desk/decisions/${id}/seizure-draft.csv`)
  t.match(draft.headers['content-type'], 'text/csv')
  t.match(draft.body, 'Elephantidae')
  t.notMatch(draft.body, /in a parcel of|470/)
  const etis = await she.get(`/desk/decisions/${id}/seizure-draft.csv?form=etis`)
  t.equal(etis.status, 200)
  t.not(etis.headers['content-disposition'], draft.headers['content-disposition'], 'two files, two names')
  const laboratory = {
    ...seizure,
    stage: 'laboratory',
    method: 'laboratory',
    result: 'nothing_listed',
    'f0.taxon': '',
    'f0.form': '',
    'f0.quantity': '',
    'f1.taxon': '',
    'f1.form': '',
    'f1.quantity': '',
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
    for (const many of ['elephants', 'Elefanten', 'zeepaardjes'])
      t.match((await she.post(path, { find: '0', 'f0.taxon': many })).body, /name="f0\.chosen"/, many)
    const unknown = await she.post(path, { find: '0', 'f0.taxon': 'Snorkus blibber' })
    t.match(unknown.body, 'kept as typed')
    t.notMatch((await she.get(path)).body, /name="result" value="\w+" checked/, 'no result is chosen for her')
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
    const { checkedBy, notChecked, printedBy } = textsOf(language).sheet
    t.match(sheet, `<dt>${checkedBy}</dt><dd>${notChecked.replaceAll("'", '&#39;')}</dd>`)
    t.match(sheet, `<dt>${printedBy}</dt><dd>key_`)
  }
  const clerk = await officer()
  const goods = [`${'thing '.repeat(19)}carved ivory bracelet${' thing'.repeat(40)}`, ...'abcd']
  const many = Object.fromEntries(goods.map((text, at) => [`c${4 - at}.description`, text]))
  const long = decisionIdIn((await clerk.post('/desk/check', { submission: 'paper', ...many })).body)
  const { body: paper } = await clerk.get(`/desk/decisions/${long}/sheet`)
  t.match(paper, '<mark class="reading-specimen">carved ivory', 'a word across the end of the first part')
  t.match(paper, '<span class="faint">5 </span>', 'lines of which not all are there have their numbers')
  const excused = { 'c0.description': `ivory socks, ${'thing '.repeat(40)}, python skin wallet` }
  const later = decisionIdIn((await clerk.post('/desk/check', { submission: 'late', ...excused })).body)
  t.match((await clerk.get(`/desk/decisions/${later}`)).body, 'reading-benign">ivory')
  const { body: lateWord } = await clerk.get(`/desk/decisions/${later}/sheet`)
  t.match(lateWord, '<mark class="reading-specimen">python', 'rather than an innocent one before it')
  const key = await service.store.keys.create(
    { clientId: 'customs-be', role: 'officer', mode: 'live', label: 'Desk 3, Liège' },
    { actor: 'test', reason: null },
  )
  const she = await officer('en', key.token)
  const { body } = await she.post('/desk/check', { submission: 'who', ...bracelet })
  const id = decisionIdIn(body)
  await she.post(`/desk/decisions/${id}/nothing-found`, { method: 'xray' })
  const { body: sheet } = await (await officer()).get(`/desk/decisions/${id}/sheet`)
  t.match(sheet, /<dt>Checked by<\/dt><dd>.*Desk 3, Liège \(customs-be\), .* · X-ray/)
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
  t.notMatch(question.body, ' checked', 'and nothing is said for her')
  const unsaid = await she.post('/desk/training/hk-2016-toys')
  t.equal(unsaid.status, 422)
  t.match(unsaid.body, textsOf('en').training.chooseFirst)
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
