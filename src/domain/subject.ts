/**
 * Company, deal and contact of a situation as they were when it arose. Amounts in minor units (cents) with currency. `country` is
 * ISO 3166-1, two letters, and `timeZone` IANA's name; where the CRM tells what nobody knows, that, so that it is not taken for
 * nothing.
 */
export interface Subject {
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
    country?: string;
    url?: string;
  };
}
