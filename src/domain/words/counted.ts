const plurals = new Intl.PluralRules('en');

/** "1 action", "2 actions". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${plurals.select(count) === 'one' ? one : many}`;
}
