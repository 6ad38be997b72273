// Scans and pastes at the desk: what was decided is found, what was not is started, an item id that lands elsewhere is never scored as goods,
// and what a paste left out is said.

import t from 'tap'
import { textsOf } from '../src/web/texts/texts.ts'
import { bracelet, decisionIdIn, startOfficers } from './web-helper.ts'

const { officer, ...service } = await startOfficers(t)
const { store } = service

t.test('a scan finds what was decided, or starts the parcel', async (t) => {
  const she = await officer()
  for (const submission of ['one', 'two']) await she.post('/desk/check', { submission, ...bracelet })
  const { headers } = await she.get('/desk?item=rr%20473%20124%20829%20th')
  t.match(headers.location, /^\/desk\/decisions\/[0-9a-f-]{36}\?done=found$/)
  const known = await she.get(String(headers.location))
  t.match(known.body, /The newest of \d+ decisions on this item id/)
  t.match(known.body, 'href="/desk?item=RR473124829TH&amp;anew=1"')
  const anew = await she.get('/desk?item=RR473124829TH&anew=1')
  t.match(anew.body, /\d+ decisions? on RR473124829TH/)
  t.match(anew.body, /href="\/desk\/decisions\/[0-9a-f-]{36}"/)
  for (const { body } of [anew, await she.get('/desk?item=CX100000005ZA')])
    t.match(body, /name="c0.description"[^>]* autofocus/, 'the next thing to type has the focus')
  const unknown = await she.get('/desk?item=CX100000005ZA')
  t.match(unknown.body, 'No decision on CX100000005ZA yet')
  t.match(unknown.body, /name="itemId" value="CX100000005ZA"/)
  t.notMatch(unknown.body, /name="item" value="CX/, 'the next scan does not run into the last')
  const before = store.decisions.count()
  const stray = { submission: 'stray', itemId: 'CX100000005ZA', regime: 'import' }
  const next = await she.post('/desk/check', { ...stray, 'c0.description': 'ee471108151fr' })
  t.equal(next.headers.location, '/desk?item=EE471108151FR', 'scanned where goods are typed, it goes on')
  for (const description of ['EE471108151FR', 'socksEE471108151FR']) {
    const typed = { ...stray, 'c0.description': description, 'c0.netKg': '0,2' }
    const { status, body } = await she.post('/desk/check', typed)
    t.equal(status, 422)
    t.match(body, /name="item" value="EE471108151FR"[^>]* autofocus/, 'or is one press away')
    t.match(body, /name="c0.description" value="\w+"[^>]* aria-invalid="true"/)
    t.match(body, 'value="0,2"', 'and nothing typed is lost')
  }
  t.equal(store.decisions.count(), before, 'no item id is scored as goods')
  const returned = { ...stray, 'c0.description': 'return of EE471108151FR' }
  t.equal((await she.post('/desk/check', returned)).status, 200)
  const tester = await officer('en', await service.token('customs-be', 'officer', 'test'))
  const tried = await tester.get('/desk?item=RR473124829TH')
  t.equal(tried.status, 200, 'a test key does not land on what counts')
})

t.test(
  'every decision names the others on its item id, and a scan says no number it does not know',
  async (t) => {
    const she = await officer()
    const itemId = 'RR100000059TH'
    const ids: string[] = []
    for (const [count, said] of [
      [1, 'The decision on this item id'],
      [11, 'The newest of 11 decisions'],
      [12, 'The newest of more than 10 decisions'],
    ] as const) {
      while (ids.length < count) {
        const { body } = await she.post('/desk/check', { submission: `n${ids.length}`, ...bracelet, itemId })
        ids.push(decisionIdIn(body))
      }
      const { headers } = await she.get(`/desk?item=${itemId}`)
      t.match((await she.get(String(headers.location))).body, said)
    }
    const { body: oldest } = await she.get(`/desk/decisions/${ids[0]}`)
    t.match(oldest, `<h2>${textsOf('en').answer.others}</h2>`)
    t.match(oldest, `href="/desk/decisions/${ids.at(-1)}"`, 'the newest is another one, not an earlier one')
    for (const column of [textsOf('en').answer.action, textsOf('en').answer.decidedBy])
      t.match(oldest, `data-label="${column}"`, 'a cell says its column where rows are blocks')
    t.match(oldest, `<caption class="unseen">${textsOf('en').answer.others}</caption>`)
  },
)

t.test('what a paste left out is named in her language, and the text stays for her', async (t) => {
  for (const language of ['en', 'fr', 'de', 'nl'] as const) {
    const she = await officer(language)
    const { check } = textsOf(language)
    const escaped = (text: string) => text.replaceAll("'", '&#39;')
    const whole = await she.post('/desk/paste', { text: 'RR473124829TH\nivory comb 0.1 kg' })
    t.match(whole.body, escaped(check.pasted))
    t.notMatch(whole.body, '>RR473124829TH\nivory comb', 'a text that went into the form is not shown again')
    const odd = { itemId: 'RR473124829TH', contents: [{ description: 'comb', colour: 'ecru' }] }
    const { body } = await she.post('/desk/paste', { text: JSON.stringify([odd, odd]) })
    t.match(body, escaped(check.pastedWithout.split('{names}')[0]!).trim())
    t.match(body, 'contents.colour')
    t.match(body, escaped(check.pastedFirst.split('{')[0]!).trim())
    t.match(body, 'ecru', 'the text is still there')
    t.match(body, 'name="c0.description" value="comb"')
    const nothing = await she.post('/desk/paste', { text: '{"one":1}' })
    t.match(nothing.body, escaped(check.pasteEmpty))
    t.match(nothing.body, '>{&#34;one&#34;:1}</textarea>')
    const long = await she.post('/desk/paste', { text: 'comb\n'.repeat(20_001) })
    t.match(long.body, /100[\s.,\u202f\u00a0]000/, 'the longest text has its length said')
    t.notMatch(long.body, 'value="comb"')
  }
})
