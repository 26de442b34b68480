/** In the order in which they took place; what their CRM's clock cannot tell apart, as it arrived. */
export function inOrder<T extends { at: string }>(arrived: readonly T[]): T[] {
  return arrived.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
