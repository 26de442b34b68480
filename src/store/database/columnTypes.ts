/** What columns of Postgres are read and written as. */
import type { ColumnType, JSONColumnType } from 'kysely';

/** Read as Date, written as Date or RFC 3339 text. */
export type Time = ColumnType<Date, Date | string, Date | string>;
export type OptionalTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
export type DefaultTime = ColumnType<Date, Date | string | undefined, Date | string>;
/** jsonb: read parsed, written as JSON text. */
export type JsonColumn<T extends object> = JSONColumnType<T>;
export type OptionalJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>;
export type DefaultJson<T extends object> = ColumnType<T, string | undefined, string>;
export type Optional = ColumnType<string | null, string | null | undefined, string | null>;
