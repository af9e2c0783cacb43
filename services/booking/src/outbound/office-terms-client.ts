import { type KnownCurrent, RememberedAnswers, type RpcClient, unprocessable } from '@creneau/chassis';
import { BookingMode, ReasonMode } from '@creneau/proto/officeconfig/v1/messages';
import type { GetBookingTermsResponse, OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import type { OfficeTerms } from '../use-cases/ports';

type Client = Pick<RpcClient<OfficeConfigServiceService>, 'getBookingTerms'>;

/** A table of reasons may weigh ten kilobytes. */
const REMEMBERED = 2_000;
const ANYBODY = '';

/** Terms are remembered while `known` says that they stand; whether an address is on the list is asked each time. */
export const createOfficeTerms = (officeConfig: Client, known: Pick<KnownCurrent, 'stands'>): OfficeTerms => {
  const remembered = new RememberedAnswers<GetBookingTermsResponse>(known, REMEMBERED);
  return {
    async current(officeId, verifiedEmail, deadline) {
      const ask = (email: string) =>
        officeConfig.getBookingTerms({ officeId, verifiedEmail: email }, { within: { person: undefined, deadline } });
      const forAnybody = await remembered.of(officeId, '', () => ask(ANYBODY));
      const listedOnly = forAnybody.bookingMode === BookingMode.LISTED_EMAIL;
      const terms = listedOnly && verifiedEmail !== ANYBODY ? await ask(verifiedEmail) : forAnybody;
      if (terms.settingsVersion === 0)
        throw unprocessable('office_not_configured', 'The settings of the office are not filled in yet.');
      return {
        listedOnly: terms.bookingMode === BookingMode.LISTED_EMAIL,
        emailListed: terms.emailListed,
        reason: {
          mode: terms.reasonMode === ReasonMode.TABLE ? 'table' : 'free',
          table: terms.reasons.map((reason) => reason.text),
        },
        secretariatPhone: terms.secretariatPhone,
        tz: terms.timeZone,
        teleconsultationPriceCents: terms.teleconsultationPriceCents,
      };
    },
  };
};
