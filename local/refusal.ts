/** What a person can act upon: shown as its message alone, without a stack. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
