/** Company, deal and contact of a situation as they were when it arose. Amounts in minor units (cents) with currency. */
export interface Subject {
  company?: { id: string; name?: string | undefined; url?: string | undefined } | undefined;
  deal?:
    | {
        id: string;
        name?: string | undefined;
        amountMinor?: number | undefined;
        currency?: string | undefined;
        stage?: string | undefined;
        ownerId?: string | undefined;
        url?: string | undefined;
      }
    | undefined;
  contact?:
    | {
        id?: string | undefined;
        name?: string | undefined;
        email?: string | undefined;
        timeZone?: string | undefined;
        url?: string | undefined;
      }
    | undefined;
}
