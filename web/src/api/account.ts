import { answer, api, type Schema } from './client';

export type CaptchaChallenge = Schema['CaptchaChallenge'];

export const fetchCaptcha = (): Promise<CaptchaChallenge> => answer(api.GET('/api/captcha'));

export const register = (body: Schema['RegistrationRequest']): Promise<Schema['Registration']> =>
  answer(api.POST('/api/registrations', { body }));

export const recordConsents = (body: Schema['ConsentsRequest']): Promise<Schema['Consents']> =>
  answer(api.PUT('/api/me/consents', { body }));

export const resendVerification = (): Promise<unknown> => answer(api.POST('/api/me/verification-email'));
