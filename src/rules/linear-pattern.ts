// placeholder
export function compileLinearPattern(
  _p: string,
): { ok: true; test: (t: string) => boolean } | { ok: false; message: string } {
  return { ok: false, message: 'todo' }
}
