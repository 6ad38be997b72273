// Runs inside the pages of the browser suite, beside them and not part of them: what the tests ask a page about itself.

window.inPage = {
  /** Where the keyboard stands on its way there: `there`, on the link that skips the menu (`skip`), or somewhere (`else`). */
  standsAt: (selector) => {
    const at = document.activeElement
    if (at?.matches(selector)) return 'there'
    return at?.matches('.skip') && document.querySelector('main').querySelector(selector) ? 'skip' : 'else'
  },

  width: () => document.documentElement.scrollWidth,

  /** Where the forms of the desk go. */
  forms: () =>
    [...document.querySelectorAll('form[action^="/desk"]')].map((form) => form.getAttribute('action')),

  /** Every field of the form holds the text, whatever the browser would allow, and off it goes. */
  fillAndSend: (at, text) => {
    const form = document.querySelectorAll('form[action^="/desk"]')[at]
    for (const field of form.querySelectorAll('input, textarea, select')) {
      if (['_csrf', 'submission'].includes(field.name)) continue
      if (field.tagName === 'SELECT') field.append(new Option(text, text, true, true))
      else {
        field.removeAttribute('maxlength')
        if (field.tagName === 'INPUT' && !['radio', 'checkbox'].includes(field.type)) field.type = 'text'
        field.checked = true
        field.value = text
      }
    }
    setTimeout(() => HTMLFormElement.prototype.submit.call(form), 0)
  },

  /** What injected markup would leave: a mark it sets, and elements that no page of ours has. */
  injected: () => ({
    hit: 'hit' in window,
    strangers: document.querySelectorAll(
      'script:not([src^="/assets/"]), img, iframe, object, [onerror], [onclick], [style]',
    ).length,
  }),

  /** What is pressed in the page and smaller than that, hidden things left out. */
  smallTargets: (pixels) =>
    [...document.querySelectorAll('main button, main .button, main select, main .choices label')]
      .filter((one) => !one.matches('.unseen') && one.checkVisibility())
      .filter((one) => one.getBoundingClientRect().height < pixels)
      .map((one) => one.outerHTML.slice(0, 100)),

  /** Bytes of the page with all it loads, and how long its first byte took. */
  cost: () => {
    const [navigation] = performance.getEntriesByType('navigation')
    const all = [navigation, ...performance.getEntriesByType('resource')]
    // Headers are not told; 300 bytes each is what ours take.
    const bytes = all.reduce((sum, { encodedBodySize }) => sum + encodedBodySize + 300, 0)
    return { bytes, waitMs: navigation.responseStart - navigation.requestStart }
  },

  /** Rules of axe that the page breaks seriously, of all or of those named. */
  violations: async (rules = null) => {
    const { violations, passes } = await window.axe.run(rules === null ? {} : { runOnly: rules })
    if (passes.length < (rules === null ? 10 : rules.length)) return ['axe has looked at nothing']
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0].html}`)
  },
}
