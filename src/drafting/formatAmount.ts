/** An amount as people read it: minor units (cents) and an ISO 4217 currency, without decimals where they are zero. */
export function formatAmount(amountMinor: number, currency: string): string {
  // What is no currency's code would be refused by Intl; a CRM may well say such a thing.
  if (!/^[A-Za-z]{3}$/.test(currency)) return `${(amountMinor / 100).toLocaleString('en')} ${currency}`;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' });
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  return format.format(amountMinor / 10 ** maximumFractionDigits);
}
