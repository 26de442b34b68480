/** Company, deal and contact of a situation as they were when it arose. Amounts in minor units (cents) with currency. */
export interface Subject {
  /** `country`: ISO 3166-1, two letters. */
  company?: { id: string; name?: string; country?: string; url?: string };
  deal?: {
    id: string;
    name?: string;
    amountMinor?: number;
    currency?: string;
    stage?: string;
    ownerId?: string;
    url?: string;
  };
  contact?: {
    id?: string;
    name?: string;
    email?: string;
    timeZone?: string;
    url?: string;
  };
}
