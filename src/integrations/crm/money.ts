/** Amounts as CRMs write them: decimal numbers of the currency's major unit (dollars). */

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,30}))?$/;

/**
 * An amount in minor units (cents) of an ISO 4217 currency, half a unit rounded away from zero; undefined where it is no
 * amount, or beyond what is counted exactly. Digits are moved, not multiplied: 0.285 × 100 is less than 28.5 to a computer.
 */
export function toMinorUnits(amount: string | number, currency: string): number | undefined {
  const [, sign, whole = '', fraction = ''] = DECIMAL.exec(String(amount).trim()) ?? [];
  if (sign === undefined) return undefined;
  const decimals = decimalsOf(currency);
  const kept = Number(whole + fraction.padEnd(decimals, '0').slice(0, decimals));
  const minor = kept + (Number(fraction[decimals] ?? 0) >= 5 ? 1 : 0);
  if (!Number.isSafeInteger(minor)) return undefined;
  // Not -0, which JSON does not know.
  return sign === '-' && minor !== 0 ? -minor : minor;
}

const decimalsByCurrency = new Map<string, number>();

/** As amounts are shown with; see src/drafting/formatAmount.ts. */
function decimalsOf(currency: string): number {
  const known = decimalsByCurrency.get(currency);
  if (known !== undefined) return known;
  // Intl throws at what is no code; a CRM may well say such a thing, and it must not cost the record.
  const isCode = /^[A-Za-z]{3}$/.test(currency);
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: isCode ? currency : 'USD' });
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  decimalsByCurrency.set(currency, maximumFractionDigits);
  return maximumFractionDigits;
}
