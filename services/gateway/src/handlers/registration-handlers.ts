import { getCaptcha, register } from '../api/registration';
import type { Captcha } from '../captcha/captcha';
import { type Route, route } from '../http/router';
import type { RateLimit } from '../limits/rate-limits';
import type { Services } from '../outbound/clients';

interface Deps {
  readonly services: Pick<Services, 'identity'>;
  readonly captcha: Captcha;
  readonly limitRegistrations: RateLimit;
  readonly limitCaptchas: RateLimit;
}

/** Keycloak hashes the password: slower than other calls, on purpose. */
const REGISTER_MS = 15_000;

export const registrationRoutes = ({ services, captcha, limitRegistrations, limitCaptchas }: Deps): Route[] => [
  route(getCaptcha, async (_input, { address }) => {
    await limitCaptchas(address);
    return captcha.challenge();
  }),

  route(
    register,
    async ({ body }, { address, language, rpc }) => {
      await limitRegistrations(address);
      await captcha.redeem(body.captcha);
      const { personId } = await services.identity.registerPerson(
        {
          lastName: body.lastName,
          firstName: body.firstName,
          login: body.login,
          password: body.password,
          email: body.email.toLowerCase(),
          locale: body.locale ?? language,
        },
        rpc,
      );
      return { personId };
    },
    REGISTER_MS,
  ),
];
