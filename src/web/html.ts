// How pages are made. An element is a value of its own, not a string, and only `h` can make one: every plain string, child or attribute,
// is escaped on its way in, and nothing here takes finished HTML. So text from outside cannot become markup, whatever a page forgets.
// (`@kitajs/html` gives the element types and the escaping; its own factory leaves strings as they are, so we do not use that.)

import { escapeHtml, isVoidElement } from '@kitajs/html'

class Element {
  readonly #html: string

  constructor(html: string) {
    this.#html = html
  }

  toString(): string {
    return this.#html
  }
}

/** A finished piece of a page. The class stays in this file, so nobody else can make one. */
export type Html = Element

export type Child = Html | string | number | boolean | null | undefined | readonly Child[]

type Attributes = Readonly<Record<string, unknown>>
type Component = (props: never) => Html

/** The JSX factory of tsconfig.json: `<p class="x">{text}</p>` is `h('p', {class: 'x'}, text)`. */
export function h(kind: string | Component, attributes: Attributes | null, ...children: Child[]): Html {
  if (typeof kind === 'function') {
    const props = children.length === 0 ? attributes : { ...attributes, children }
    return kind((props ?? {}) as never)
  }
  const open = `<${nameOf(kind)}${attributesOf(attributes ?? {})}`
  if (isVoidElement(kind)) return new Element(`${open}>`)
  const content = contentOf(children)
  if (closedElements.has(kind) && content !== '') throw new Error(`<${kind}> takes no content on these pages`)
  // The parser drops a line break that opens one of these.
  const guard = (kind === 'textarea' || kind === 'pre') && content.startsWith('\n') ? '\n' : ''
  return new Element(`${open}>${guard}${content}</${kind}>`)
}

/** `<>...</>` */
export function Fragment({ children }: { readonly children?: Child }): Html {
  return new Element(contentOf([children]))
}

/** For a part that has nothing to say. */
export const nothing: Html = new Element('')

/** A whole document, as it is sent. */
export function documentOf(page: Html): string {
  return `<!doctype html>${page}`
}

/** Their content is not HTML, so escaping would not hold there; scripts and styles are files of their own. */
const closedElements: ReadonlySet<string> = new Set(['script', 'style', 'iframe', 'noscript', 'template'])
const urlAttributes: ReadonlySet<string> = new Set(['href', 'src', 'action', 'formaction', 'xlink:href'])
/** Our own paths, and the web; never `javascript:` or `data:`. */
const safeUrl = /^(?:\/(?![/\\])|#|\?|https:\/\/)/
const safeName = /^[a-zA-Z][a-zA-Z0-9:-]*$/

function contentOf(children: readonly Child[]): string {
  let html = ''
  for (const child of children) {
    if (child instanceof Element) html += child.toString()
    else if (Array.isArray(child)) html += contentOf(child)
    else if (typeof child === 'string') html += escapeHtml(child)
    else if (typeof child === 'number') html += String(child)
  }
  return html
}

function attributesOf(attributes: Attributes): string {
  let html = ''
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (/^on|^style$|^srcdoc$/i.test(name)) throw new Error(`the attribute ${name} is not for these pages`)
    if (value === true) {
      html += ` ${nameOf(name)}`
      continue
    }
    const text = String(value)
    if (urlAttributes.has(name) && !safeUrl.test(text)) continue
    html += ` ${nameOf(name)}="${escapeHtml(text)}"`
  }
  return html
}

function nameOf(name: string): string {
  if (!safeName.test(name)) throw new Error('not a name of an element or attribute')
  return name
}

type KitaElements = JSX.IntrinsicElements
/** Loose where Kita is: `class` may be any text, and `aria-*` and `data-*` are open anyway. */
type Own<Tag> = Omit<Tag, 'children' | 'safe' | 'attrs' | 'style' | 'className' | 'class'> & {
  readonly class?: string | undefined
  readonly children?: Child
}

export declare namespace h {
  namespace JSX {
    type Element = Html
    type ElementType = string | ((props: never) => Html)
    interface ElementChildrenAttribute {
      children: unknown
    }
    type IntrinsicElements = { [Tag in keyof KitaElements]: Own<KitaElements[Tag]> }
  }
}
