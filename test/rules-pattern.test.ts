import fc from 'fast-check'
import t from 'tap'
import { compileLinearPattern } from '../src/rules/linear-pattern.ts'

const atoms = [
  'a',
  'b',
  'c',
  '[ab]',
  '[^a]',
  '\\d',
  '(?:ab|c)',
  '(a|b*)',
  '\\w',
  'x',
  '\\.',
  '[a-c1-3]',
  'é',
  '😀',
]
const quantifiers = ['', '', '', '*', '+', '?', '{2}', '{1,3}', '{0,2}', '{2,}', '*?']

const item = fc.tuple(fc.constantFrom(...atoms, '.'), fc.constantFrom(...quantifiers)).map(([a, q]) => a + q)
const sequence = fc.array(item, { minLength: 1, maxLength: 5 }).map((items) => items.join(''))
const pattern = fc
  .tuple(fc.boolean(), fc.array(sequence, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([start, parts, end]) => parts.map((part) => `${start ? '^' : ''}${part}${end ? '$' : ''}`).join('|'))
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'x', '1', '.', 'é', '😀', '\n', '_', ' '), { maxLength: 12 })
  .map((parts) => parts.join(''))

function compiled(source: string): (text: string) => boolean {
  const result = compileLinearPattern(source)
  if (!result.ok) throw new Error(`${source}: ${result.message}`)
  return result.test
}

t.test('a pattern of the subset matches what the engine of the language matches', async (t) => {
  let matches = 0
  fc.assert(
    fc.property(pattern, text, (source, subject) => {
      const expected = new RegExp(source, 'u').test(subject)
      if (expected) matches++
      return compiled(source)(subject) === expected
    }),
    { numRuns: 15_000, seed: 20261121 },
  )
  t.ok(matches > 3000, `${matches} of the random texts matched`)
})

t.test('patterns that explode elsewhere run in time that grows with the text', async (t) => {
  for (const source of ['(a*)*b', '(a|a)*b', 'a*a*a*a*a*a*b', '(.*)*x', '(a?){60}a{60}']) {
    const test = compiled(source)
    test('a')
    const seconds = (length: number) => {
      const subject = 'a'.repeat(length)
      const start = performance.now()
      for (let round = 0; round < 5; round++) test(subject)
      return performance.now() - start
    }
    seconds(2000)
    t.ok(seconds(20_000) < 200, `${source} on 20,000 characters`)
  }
})

t.test('what is outside the subset is refused with a reason', async (t) => {
  const refused: Readonly<Record<string, RegExp>> = {
    '(?=a)': /plain groups/,
    '(?i)a': /plain groups/,
    '\\1': /outside the subset/,
    '\\b': /outside the subset/,
    '\\p{L}': /outside the subset/,
    '[[:alpha:]]': /named classes/,
    'a{1000}': /more than 100/,
    '(a{100}){100}': /too many states/,
    'a**': /repeated/,
    '^*': /anchor/,
    '*a': /nothing to repeat/,
    '(a': /not closed/,
    'a)': /unexpected/,
    '[a': /not closed/,
    '[z-a]': /out of order/,
    'a{3,1}': /out of order/,
    'a{': /brace/,
    'a\\': /backslash/,
    [`${'('.repeat(30)}a${')'.repeat(30)}`]: /too deep/,
    ['a'.repeat(501)]: /longer/,
  }
  for (const [source, message] of Object.entries(refused)) {
    const result = compileLinearPattern(source)
    t.notOk(result.ok, source.slice(0, 20))
    if (!result.ok) t.match(result.message, message, source.slice(0, 20))
  }
})

t.test('a lone surrogate in the text ends nothing', async (t) => {
  t.ok(compiled('a.b')(`a\ud800b`))
  t.notOk(compiled('^b$')('\udc00b'))
  t.ok(compiled('^$')(''))
  t.notOk(compiled('^$')('a'))
})
