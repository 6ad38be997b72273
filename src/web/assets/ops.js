// The ops room with comfort: what is under way is asked for again, and the condition of a rule completes names of facts. All of it can be missed.

/** Puts in anew the parts that were not finished; a part somebody types in is left alone. */
async function refresh() {
  const answer = await fetch(location.href).catch(() => null)
  // The server may be starting again; what it refuses, the page itself shows.
  if (answer === null) {
    setTimeout(refresh, 5000)
    return
  }
  if (!answer.ok) {
    location.reload()
    return
  }
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const fresh = [...next.querySelectorAll('[data-part]')]
  for (const [place, part] of [...document.querySelectorAll('[data-part]')].entries()) {
    const isTyping =
      part.contains(document.activeElement) && document.activeElement.matches('input, textarea')
    if (fresh[place] !== undefined && part.querySelector('[data-live]') !== null && !isTyping)
      part.replaceWith(fresh[place])
  }
  if (document.querySelector('[data-live]') !== null && next.querySelector('[data-live]') === null)
    location.reload()
  else watch()
}

function watch() {
  for (const link of document.querySelectorAll('.live-link')) link.hidden = true
  const waits = [...document.querySelectorAll('[data-live]')].map((one) => Number(one.dataset.live))
  if (waits.length > 0) setTimeout(refresh, Math.min(...waits))
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
      button.addEventListener('click', () => {
        const at = area.selectionStart
        area.setRangeText(fact.path.slice(path.length), at, at, 'end')
        area.focus()
        suggest(area, list, facts)
      })
      return button
    }),
  )
}

async function watchConditions() {
  const area = document.querySelector('[data-facts]')
  if (area === null) return
  const answer = await fetch(area.dataset.facts)
  if (!answer.ok) return
  const { facts } = await answer.json()
  const list = document.getElementById('suggestions')
  area.addEventListener('input', () => suggest(area, list, facts))
  // Tab takes the first suggestion, as an editor does; Escape sends them away, and Tab goes on to the next field again.
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') list.replaceChildren()
    if (event.key !== 'Tab' || event.shiftKey || list.firstChild === null) return
    event.preventDefault()
    list.firstChild.click()
  })
}

watch()
watchConditions()
