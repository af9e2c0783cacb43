import type { components } from './generated';

type Problem = components['schemas']['Problem'];
export type ProblemCode = Problem['code'];
export type FieldFault = Problem['errors'][number];

/**
 * Why a call failed. `code` decides what the page does; `detail` is already in the reader's language.
 * `unreachable`: no answer came at all. `unexpected`: an answer that is no problem document.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode | 'unreachable' | 'unexpected';
  readonly status: number;
  readonly detail: string;
  readonly faults: readonly FieldFault[];
  /** With a taken slot: the free starts closest to the one asked for. */
  readonly nearest: readonly string[];
  /** With a refusal by the office: its secretariat's phone. */
  readonly phone: string | undefined;
  /** To quote to the operators. */
  readonly traceId: string | undefined;

  constructor(status: number, problem: Partial<Problem>, fallback: 'unreachable' | 'unexpected', cause?: unknown) {
    super(problem.title ?? fallback, { cause });
    this.code = problem.code ?? fallback;
    this.status = status;
    this.detail = problem.detail ?? '';
    this.faults = problem.errors ?? [];
    this.nearest = problem.nearest ?? [];
    this.phone = problem.phone;
    this.traceId = problem.traceId;
  }

  /** Worth trying again as it is: nothing was refused, the site did not answer properly. */
  get transient(): boolean {
    return this.code === 'unreachable' || this.status >= 500;
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';

export const problemFrom = (response: Response, body: unknown): ProblemError =>
  isProblem(body)
    ? new ProblemError(response.status, body, 'unexpected')
    : new ProblemError(response.status, {}, 'unexpected', body);

export const problemCode = (error: unknown): ProblemError['code'] | undefined =>
  error instanceof ProblemError ? error.code : undefined;
