/**
 * What an operator asked for and will not get: the message is for the terminal, says why and what to do, and holds no
 * secret.
 */
export class OperatorRefusal extends Error {
  override readonly name = 'OperatorRefusal';
}
