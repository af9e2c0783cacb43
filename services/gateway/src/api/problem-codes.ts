/**
 * Every code a problem+json answer can carry, with its HTTP status. Codes are stable: clients decide on them.
 * Those of the services keep the name their proto documents.
 */
export const PROBLEM_STATUS = {
  // The request itself
  invalid_request: 400,
  malformed_json: 400,
  captcha_invalid: 400,
  csrf_header_missing: 403,
  not_authenticated: 401,
  invalid_token: 401,
  wrong_role: 403,
  not_found: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  // The services behind
  overloaded: 429,
  unavailable: 503,
  internal_error: 500,
  // People
  login_taken: 409,
  email_taken: 409,
  verification_sent_recently: 429,
  email_already_verified: 409,
  person_not_found: 404,
  account_deleted: 403,
  // Offices
  permission_denied: 403,
  not_affiliated: 403,
  not_owner: 403,
  office_not_found: 404,
  office_not_configured: 409,
  planning_not_generated: 404,
  already_generated: 409,
  stale_version: 409,
  reason_not_found: 404,
  block_not_found: 404,
  visits_changed: 409,
  // Visits
  slot_taken: 409,
  slot_blocked: 409,
  slot_off_grid: 422,
  slot_past: 422,
  slot_beyond_window: 422,
  given_up: 409,
  in_progress: 409,
  patient_not_found: 404,
  key_reused: 422,
  email_not_listed: 403,
  patient_banned: 403,
  consent_missing: 403,
  too_many_open_visits: 409,
  visit_not_found: 404,
  visit_past: 409,
  visit_not_past: 409,
  visit_not_open: 409,
  visit_not_moving: 409,
  cancel_not_allowed: 403,
  cancel_too_late: 409,
  due_not_found: 404,
  due_void: 409,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEM_STATUS, code);
