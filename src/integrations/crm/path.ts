import { DeliveryError } from '../../domain/delivery.ts';
import { isStorable, storable } from '../../domain/text.ts';

/**
 * A URL's path from its segments, without a leading slash: the one place where ids become part of a CRM's URL, each encoded,
 * so that none can name another resource. `.` and `..` would, however they are encoded (WHATWG URL, "double-dot path segment").
 *
 * @throws DeliveryError `permanent` where a segment is empty, `.` or `..`, or no text (a lone surrogate)
 */
export function pathOf(...segments: string[]): string {
  return segments.map(encoded).join('/');
}

function encoded(segment: string): string {
  if (segment !== '' && segment !== '.' && segment !== '..' && isStorable(segment)) return encodeURIComponent(segment);
  throw new DeliveryError('permanent', `"${storable(segment)}" is not the id of a record`);
}
