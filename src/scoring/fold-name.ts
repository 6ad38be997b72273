// How names of species and of countries are compared. Not how declarations are read: there every disguise is undone.

/** Without accents, case and blanks around. */
export function foldName(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
