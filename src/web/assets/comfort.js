// Small comforts of every page; all of them can be missed. Keys: `data-key="n"` presses or opens its element with Alt+N,
// `data-print` prints, `data-confirm` asks before a form is sent.

document.addEventListener('keydown', (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return
  // On a Mac, Alt makes other letters of them; the place of the key says which was meant.
  const letter = /^[a-z]$/i.test(event.key) ? event.key : event.code.replace('Key', '')
  const wanted = letter.toLowerCase()
  const all = [...document.querySelectorAll('[data-key]')].filter((one) => one.dataset.key === wanted)
  // What the page itself has goes before the menu.
  const target = all.find((one) => one.closest('main') !== null) ?? all[0]
  if (target === undefined) return
  event.preventDefault()
  if (target.matches('input, select, textarea')) target.focus()
  else target.click()
})

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

for (const form of document.querySelectorAll('form[data-confirm]')) {
  form.addEventListener('submit', (event) => {
    if (!window.confirm(form.dataset.confirm)) event.preventDefault()
  })
}
