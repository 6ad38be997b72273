// The ops room with comfort: what is under way is asked for again, the condition of a rule completes names of
// facts, and a preview follows the typing. All of it can be missed.

/** The whole answer, or null where none came or it broke off: the server may be starting again. */
function ask(address, options) {
  return fetch(address, options)
    .then(async (answer) => ({ ok: answer.ok, url: answer.url, text: await answer.text() }))
    .catch(() => null)
}

const pageOf = (text) => new DOMParser().parseFromString(text, 'text/html')

/** Puts in anew the parts that were not finished; a part somebody types in is left alone. */
async function refresh() {
  const answer = await ask(location.href)
  if (leaves) return
  if (answer === null) {
    setTimeout(refresh, 5000)
    return
  }
  // What the server refuses, the page itself shows.
  if (!answer.ok) {
    location.reload()
    return
  }
  const next = pageOf(answer.text)
  // Asked before the parts move over.
  const goesOn = next.querySelector('[data-live]') !== null
  const fresh = [...next.querySelectorAll('[data-part]')]
  for (const [place, part] of [...document.querySelectorAll('[data-part]')].entries()) {
    const isTyping =
      part.contains(document.activeElement) && document.activeElement.matches('input, textarea')
    if (fresh[place] !== undefined && part.querySelector('[data-live]') !== null && !isTyping)
      putIn(part, fresh[place])
  }
  if (document.querySelector('[data-live]') !== null && !goesOn) location.reload()
  else watch()
}

/** A form on its way must not be overtaken by loading this page again. */
let leaves = false
addEventListener('beforeunload', () => {
  leaves = true
})

/** Hands that stand on a button of the part stand on the same one afterwards. */
function putIn(part, fresh) {
  const controls = 'a[href], button, summary, select'
  const held = [...part.querySelectorAll(controls)].indexOf(document.activeElement)
  part.replaceWith(fresh)
  if (held !== -1) fresh.querySelectorAll(controls)[held]?.focus({ preventScroll: true })
}

/** Soon at first, for what takes a moment; then less and less often. */
let pauseMs = 150
const pauseMaxMs = 2000

function watch() {
  for (const link of document.querySelectorAll('.live-link')) link.hidden = true
  if (document.querySelector('[data-live]') === null) return
  pauseMs = Math.min(pauseMaxMs, pauseMs * 1.5)
  setTimeout(refresh, pauseMs)
}

/** The dotted name that ends at the caret. */
function wordBefore(area) {
  return /[A-Za-z_][\w.]*$/.exec(area.value.slice(0, area.selectionStart))?.[0] ?? ''
}

/** `m` of `mentions.exists(m, ...)` stands for `mentions[]`. */
function pathOf(word, text) {
  const [first, ...rest] = word.split('.')
  const call = new RegExp(`([\\w.]+)\\.(?:exists|all|filter|exists_one|map)\\(\\s*${first}\\s*,`).exec(text)
  return call === null ? word : [`${call[1]}[]`, ...rest].join('.')
}

const suggestedMax = 8

const caretKeys = ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown']

/**
 * Suggestions below a condition: arrows choose, Tab or a click takes, Escape closes. The caret never leaves the text.
 * Listens before the names are there: a list that hands have closed by then, or are past, must not open and take their Tab.
 * The answer is what to call with the names.
 */
function completes(area, list) {
  let facts = []
  /** The last thing done in the text. */
  let isTyping = document.activeElement === area && area.value !== area.defaultValue
  let found = []
  let chosen = 0
  let typed = ''
  const choose = (next) => {
    chosen = (next + found.length) % found.length
    for (const [at, option] of [...list.children].entries())
      option.setAttribute('aria-selected', String(at === chosen))
    area.setAttribute('aria-activedescendant', `fact-${chosen}`)
  }
  const clear = () => {
    found = []
    list.replaceChildren()
    area.removeAttribute('aria-activedescendant')
    list.hidden = true
  }
  const close = () => {
    isTyping = false
    clear()
  }
  const take = (at) => {
    const caret = area.selectionStart
    // In the middle of a name, its end gives way.
    const end = caret + /^\w*/.exec(area.value.slice(caret))[0].length
    area.setRangeText(found[at].path.slice(typed.length), caret, end, 'end')
    area.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const suggest = () => {
    isTyping = true
    const word = wordBefore(area)
    typed = pathOf(word, area.value)
    found = facts.filter(({ path }) => path.startsWith(typed) && path !== typed).slice(0, suggestedMax)
    if (word.length < 2 || found.length === 0) return clear()
    list.replaceChildren(
      ...found.map((fact, at) => optionOf(fact, `fact-${at}`, word + fact.path.slice(typed.length))),
    )
    list.hidden = false
    choose(0)
  }
  list.addEventListener('mousedown', (event) => {
    event.preventDefault()
    const at = [...list.children].indexOf(event.target.closest('[role=option]'))
    if (at !== -1) take(at)
  })
  area.addEventListener('input', suggest)
  area.addEventListener('keydown', (event) => {
    if (caretKeys.includes(event.key)) return close()
    if (event.key === 'Escape') isTyping = false
    if (found.length === 0 || event.shiftKey || event.altKey || event.ctrlKey) return
    if (event.key === 'ArrowDown') choose(chosen + 1)
    else if (event.key === 'ArrowUp') choose(chosen - 1)
    else if (event.key === 'Tab') take(chosen)
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
  })
  area.addEventListener('mousedown', close)
  area.addEventListener('blur', close)
  return (known) => {
    facts = known
    if (isTyping) suggest()
  }
}

/** `text` is how the name will stand in the condition. */
function optionOf(fact, id, text) {
  const option = document.createElement('div')
  option.id = id
  option.setAttribute('role', 'option')
  const [name, type, doc] = ['code', 'em', 'span'].map((tag) => document.createElement(tag))
  name.textContent = text
  type.textContent = fact.type
  doc.textContent = fact.doc
  option.append(name, type, doc)
  return option
}

/** The caret stands where the condition went wrong, or in the first field that was refused; the page stays where both are told. */
function goToFault(form) {
  const area = form.querySelector('[data-fault]')
  if (area === null) {
    form.querySelector('[aria-invalid]')?.focus({ preventScroll: true })
    return
  }
  const [line, column] = area.dataset.fault.split(':').map(Number)
  const before = area.value.split('\n').slice(0, line - 1)
  const at = before.join('\n').length + Math.min(1, before.length) + column - 1
  area.focus({ preventScroll: true })
  area.setSelectionRange(at, at)
  // A caret that is set is not scrolled to.
  area.scrollTop = (at / area.value.length) * area.scrollHeight - area.clientHeight / 2
}

/** Not before the page has gone to its fragment, which takes the focus away. */
function whenThere(work) {
  if (document.readyState === 'complete') work()
  else addEventListener('load', () => setTimeout(work, 0))
}

async function watchCondition(area) {
  const know = completes(area, document.getElementById('suggestions'))
  const answer = await ask(area.dataset.facts)
  if (answer?.ok) know(JSON.parse(answer.text).facts)
}

/**
 * The preview follows the typing, one question at a time. What is half typed changes nothing: the last whole preview stays,
 * marked as old. Before there was one, it says which fields are missing.
 */
function watchForm(form) {
  const region = document.getElementById('amended')
  let timer = 0
  let isAsking = false
  let isOld = false
  const show = (text) => {
    const next = pageOf(text).getElementById('amended')
    if (next === null || isOld) return
    region.replaceChildren(...next.childNodes)
    region.classList.remove('stale')
    // It was taken: what the form refused before is mended.
    for (const field of form.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid')
    for (const hint of form.querySelectorAll('[data-state="bad"]')) {
      hint.removeAttribute('data-state')
      hint.replaceChildren()
    }
  }
  const showMissing = (text) => {
    const page = pageOf(text)
    const next = page.getElementById('amended')
    if (!next?.querySelector('[data-refused]') || isOld) return
    if (region.querySelector('section:not([data-refused]) h2') !== null) return
    // What it says leads to the fields.
    for (const { name, id } of page.querySelectorAll('[data-preview] [aria-invalid]'))
      form.elements[name].id = id
    // The same is not read out again.
    if (region.textContent !== next.textContent) region.replaceChildren(...next.childNodes)
    region.classList.remove('stale')
  }
  /** Signed out elsewhere: a form sent now would be lost, one sent after signing in beside it is taken. */
  const showTheEnd = ({ url, text }) => {
    const link = document.createElement('a')
    link.href = url
    link.target = '_blank'
    link.textContent = pageOf(text).querySelector('h1').textContent
    const panel = document.createElement('p')
    panel.className = 'panel refusal'
    panel.append(link)
    region.replaceChildren(panel)
  }
  const preview = async () => {
    if (isAsking) return
    isAsking = true
    isOld = false
    const body = new URLSearchParams(new FormData(form))
    body.set('do', 'preview')
    const answer = await ask(form.action, { method: 'POST', body })
    if (answer !== null && new URL(answer.url).pathname === '/sign-in') showTheEnd(answer)
    else if (answer?.ok) show(answer.text)
    else if (answer !== null) showMissing(answer.text)
    isAsking = false
    if (isOld) wait()
  }
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(preview, Number(form.dataset.preview))
  }
  form.addEventListener('input', () => {
    region.classList.add('stale')
    isOld = true
    wait()
  })
}

/** Nobody leaves what she has typed by a slip: the browser asks, unless a form of the page takes it along. */
function asksBeforeLeaving(form) {
  let isTyped = form.dataset.typed !== undefined
  form.addEventListener('input', () => {
    isTyped = true
  })
  document.addEventListener('submit', () => {
    isTyped = false
  })
  addEventListener('beforeunload', (event) => {
    if (isTyped) event.preventDefault()
  })
}

watch()
for (const form of document.querySelectorAll('[data-preview]')) {
  watchForm(form)
  asksBeforeLeaving(form)
  whenThere(() => {
    goToFault(form)
    for (const area of form.querySelectorAll('[data-facts]')) watchCondition(area)
  })
}
