// The ops room with comfort: what is under way is asked for again, and the condition of a rule completes names of facts. All of it can be missed.

/** Swaps in the page as it is now, but for a form somebody is typing in. */
async function refresh() {
  const main = document.querySelector('main')
  const busy =
    main.contains(document.activeElement) && document.activeElement.matches('input, textarea, select')
  if (!busy) {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null)
    if (answer === null || !answer.ok) return
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main')
    main.replaceChildren(...next.childNodes)
  }
  watch()
}

function watch() {
  for (const link of document.querySelectorAll('.live-link')) link.hidden = true
  const waits = [...document.querySelectorAll('[data-live]')].map((one) => Number(one.dataset.live))
  if (waits.length > 0) setTimeout(refresh, Math.min(...waits))
}

/** The dotted name that ends at the caret, loop variables of lists taken for their element. */
function wordBefore(area) {
  const before = area.value.slice(0, area.selectionStart)
  return /[A-Za-z_][\w.]*$/.exec(before)?.[0] ?? ''
}

/** `m` of `mentions.exists(m, ...)` stands for `mentions[]`. */
function pathOf(word, text) {
  const [first, ...rest] = word.split('.')
  const list = new RegExp(`([\\w.]+)\\.(?:exists|all|filter|exists_one|map)\\(\\s*${first}\\s*,`).exec(
    text,
  )?.[1]
  return list === undefined ? word : [`${list}[]`, ...rest].join('.')
}

function suggest(area, list, facts) {
  const word = wordBefore(area)
  const path = pathOf(word, area.value)
  const found =
    word.length < 2
      ? []
      : facts.filter((fact) => fact.path.startsWith(path) && fact.path !== path).slice(0, 8)
  list.replaceChildren(
    ...found.map((fact) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'quiet'
      button.textContent = `${fact.path}: ${fact.type}`
      button.title = fact.doc
      button.addEventListener('click', () => complete(area, list, facts, path, fact))
      return button
    }),
  )
}

function complete(area, list, facts, path, fact) {
  const at = area.selectionStart
  area.setRangeText(fact.path.slice(path.length), at, at, 'end')
  area.focus()
  suggest(area, list, facts)
}

async function watchConditions() {
  const area = document.querySelector('[data-facts]')
  if (area === null) return
  const answer = await fetch(area.dataset.facts)
  if (!answer.ok) return
  const { facts } = await answer.json()
  const list = document.getElementById('suggestions')
  area.addEventListener('input', () => suggest(area, list, facts))
  // Tab takes the first suggestion, as an editor does; without one it goes on to the next field.
  area.addEventListener('keydown', (event) => {
    if (event.key !== 'Tab' || event.shiftKey || list.firstChild === null) return
    event.preventDefault()
    list.firstChild.click()
  })
}

watch()
watchConditions()
