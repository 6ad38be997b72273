// Comforts of the desk: hints while typing (check digit, meaning of an HS code, currency, country, species), and scanning and pasting
// wherever the focus is. The forms are the same without it.

// The language stands in the address, so that a kept answer is never in another one.
const hintsUrl = `/desk/hints.json?language=${document.documentElement.lang}`
const s10Weights = [8, 6, 4, 2, 3, 5, 9, 7]

function show(hint, text, state) {
  if (hint === null || hint.textContent === text) return
  hint.textContent = text
  if (state === '') delete hint.dataset.state
  else hint.dataset.state = state
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_match, name) => values[name] ?? '')
}

function s10Hint(value, { texts, countries }) {
  const id = value.replace(/\s+/g, '').toUpperCase()
  if (id === '') return ['', '']
  if (!/^[A-Z]{2}\d{9}[A-Z]{2}$/.test(id)) return id.length < 13 ? ['', ''] : [texts.s10None, '']
  let sum = 0
  for (let at = 0; at < 8; at++) sum += Number(id[2 + at]) * s10Weights[at]
  const rest = 11 - (sum % 11)
  const digit = rest === 10 ? 0 : rest === 11 ? 5 : rest
  if (digit !== Number(id[10])) return [fill(texts.s10Bad, { digit }), 'bad']
  const country = id.slice(11)
  return [fill(texts.s10Good, { country: countries[country] ?? country }), 'good']
}

function hsHint(value, { texts, hs }) {
  const digits = value.replace(/[\s.-]/g, '')
  if (digits.length < 2) return ['', '']
  if (!/^\d+$/.test(digits) || digits.length > 10) return [texts.hsBad, 'bad']
  const row = hs[digits.slice(0, 6)] ?? hs[digits.slice(0, 4)] ?? hs[digits.slice(0, 2)]
  if (row === undefined) return digits.length < 4 ? ['', ''] : [texts.hsUnknown, '']
  const kind = { core: texts.hsCore, plausible: texts.hsPlausible, cover: texts.hsCover }[row[1]]
  return [`HS ${digits}: ${row[0]} (${kind})`, '']
}

function currencyHint(value, { texts, currencies, rates }) {
  const code = value.trim().toUpperCase()
  if (code.length < 3) return ['', '']
  if (!currencies.includes(code)) return [`${code}: ${texts.currencyUnknown}`, 'bad']
  return rates.includes(code) ? ['', ''] : [`${code}: ${texts.currencyNoRate}`, '']
}

function countryHint(value, { texts, countries }) {
  const text = value.trim()
  const code = text.toUpperCase()
  if (text.length < 2 || code === 'UK' || code === 'EL') return ['', '']
  if (countries[code] !== undefined) return [countries[code], '']
  return text.length === 2 ? [`${code}: ${texts.countryUnknown}`, 'bad'] : ['', '']
}

const kinds = { s10: s10Hint, hs: hsHint, currency: currencyHint, country: countryHint }

/** Several cells of a line share one hint: the first that has something to say speaks, a fault before a meaning. */
function refresh(field, tables) {
  const hint = document.getElementById(field.getAttribute('aria-describedby'))
  const row = field.closest('.piece') ?? field.closest('.field')
  const fields = row.matches('.piece') ? [...row.querySelectorAll('[data-watch]')] : [field]
  const said = fields
    .map((one) => kinds[one.dataset.watch](one.value, tables))
    .filter(([text]) => text !== '')
  const first = said.find(([, state]) => state === 'bad') ?? said[0] ?? ['', '']
  show(hint, said.length > 1 && first[1] === '' ? said.map(([text]) => text).join(' · ') : first[0], first[1])
}

async function watchHints() {
  const fields = [...document.querySelectorAll('[data-watch]')].filter((one) => one.dataset.watch in kinds)
  if (fields.length === 0) return
  const answer = await fetch(hintsUrl)
  if (!answer.ok) return
  const tables = await answer.json()
  for (const field of fields) {
    field.addEventListener('input', () => refresh(field, tables))
    // What the server refused stays said until somebody types.
    const row = field.closest('.piece') ?? field.closest('.field')
    if (field.value !== '' && row.querySelector('[aria-invalid]') === null) refresh(field, tables)
  }
}

/** Species while typing: the list below the field holds what the pack knows. */
function watchTaxa() {
  const list = document.getElementById('taxa')
  if (list === null) return
  let asked = 0
  for (const field of document.querySelectorAll('[data-watch="taxon"]')) {
    field.addEventListener('input', async () => {
      const words = field.value.trim()
      if (words.length < 2) return
      const turn = ++asked
      const answer = await fetch(`/desk/taxa.json?q=${encodeURIComponent(words)}`)
      if (!answer.ok || turn !== asked) return
      const { taxa } = await answer.json()
      list.replaceChildren(
        ...taxa.map(({ name, common }) => {
          const option = document.createElement('option')
          option.value = name
          // Browsers match the label too, so a common name finds its species.
          option.label = common === '' ? name : `${common} (${name})`
          return option
        }),
      )
    })
  }
}

const typing = 'textarea, select, input:not([type=radio], [type=checkbox])'

/** A scanner types wherever the focus is. Where nothing takes text, it means the field for item ids. */
function watchScanner() {
  const field = document.querySelector('.scan [name=item]')
  if (field === null) return
  // What stands in it gives way to the next scan.
  field.addEventListener('focus', () => field.select())
  if (document.activeElement === field) field.select()
  document.addEventListener('keydown', ({ key, altKey, ctrlKey, metaKey }) => {
    if (altKey || ctrlKey || metaKey || !/^[\p{L}\d]$/u.test(key)) return
    if (document.activeElement?.matches(typing)) return
    field.value = ''
    field.focus()
  })
}

/** A whole declaration that is pasted where an item id belongs, or nowhere, is split into fields. */
function watchPaste() {
  const area = document.querySelector('form[action="/desk/paste"] textarea')
  if (area === null) return
  document.addEventListener('paste', (event) => {
    const target = document.activeElement
    const text = event.clipboardData?.getData('text/plain').trim() ?? ''
    if (!/\n|^[[{]/.test(text) || (target?.matches(typing) && target.name !== 'item')) return
    event.preventDefault()
    area.value = text
    area.form.requestSubmit()
  })
}

watchHints()
watchTaxa()
watchScanner()
watchPaste()
