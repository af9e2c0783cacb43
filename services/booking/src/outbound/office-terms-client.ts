import { type RpcClient, unprocessable } from '@creneau/chassis';
import { BookingMode, ReasonMode } from '@creneau/proto/officeconfig/v1/messages';
import type { OfficeConfigServiceService } from '@creneau/proto/officeconfig/v1/service';
import type { OfficeTerms } from '../use-cases/ports';

type Client = Pick<RpcClient<OfficeConfigServiceService>, 'getBookingTerms'>;

export const createOfficeTerms = (officeConfig: Client): OfficeTerms => ({
  async current(officeId, verifiedEmail, deadline) {
    const terms = await officeConfig.getBookingTerms(
      { officeId, verifiedEmail },
      { within: { person: undefined, deadline } },
    );
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
});
