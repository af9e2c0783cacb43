import { AppError, invalid, type Person } from '@creneau/chassis';
import { getMe, getSession, listMyOffices, putConsents, sendVerificationEmail, TERMS_VERSION } from '../api/me';
import { personOf } from '../http/request-context';
import { type HandlerContext, type Route, route } from '../http/router';
import type { Services } from '../outbound/clients';
import { consentsView, meView, officeView, relationView } from '../views/person-view';
import { present } from '../views/visit-view';

/** An office that was closed meanwhile is left out. */
const unlessNotFound = (error: unknown): undefined => {
  if (!(error instanceof AppError) || error.kind !== 'not_found') throw error;
};

export const meRoutes = ({ identity }: Pick<Services, 'identity'>): Route[] => {
  const meOf = async (person: Person, context: HandlerContext) =>
    meView(await identity.getMe({}, context.rpc), person.roles);

  return [
    route(getSession, async (_input, context) =>
      context.person
        ? { signedIn: true as const, me: await meOf(context.person, context) }
        : { signedIn: false as const },
    ),

    route(getMe, (_input, context) => meOf(personOf(context), context)),

    route(putConsents, async ({ body }, context) => {
      const termsVersion = body.terms === true ? TERMS_VERSION : body.terms;
      if (termsVersion !== TERMS_VERSION)
        throw invalid([{ field: 'terms', rule: 'terms_outdated', message: `The text is now ${TERMS_VERSION}.` }]);
      const { consents } = await identity.recordConsents(
        {
          termsVersion,
          birthDate: body.birthDate ?? '',
          postalCode: body.postalCode ?? '',
          city: body.city ?? '',
        },
        context.rpc,
      );
      return consentsView(present(consents));
    }),

    route(sendVerificationEmail, async (_input, context) => {
      await identity.sendVerificationEmail({}, context.rpc);
    }),

    route(listMyOffices, async (_input, context) => {
      const { affiliations } = await identity.getMe({}, context.rpc);
      const found = await Promise.all(
        affiliations.map(async ({ officeId, relation }) => {
          const office = await identity.getOffice({ officeId }).catch(unlessNotFound);
          return office ? [{ ...officeView(present(office.office)), relation: relationView(relation) }] : [];
        }),
      );
      return { offices: found.flat() };
    }),
  ];
};
