/** Company, deal and contact of a situation as they were when it arose. Amounts in minor units (cents) with currency. */
export interface Subject {
  company?: { id: string; name?: string; url?: string };
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
