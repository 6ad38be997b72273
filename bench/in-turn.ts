// One of many inputs at a time, so that neither branches nor caches learn a single one by heart.

export function inTurn<Item>(items: readonly Item[]): () => Item {
  let next = 0
  return () => {
    const item = items[next]!
    next = next + 1 < items.length ? next + 1 : 0
    return item
  }
}
