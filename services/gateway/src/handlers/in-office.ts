import type { EndpointAnswer, EndpointDeclaration, EndpointInput } from '../api/endpoint';
import type { Handler, HandlerContext } from '../http/router';
import type { OfficeDirectory } from './office-directory';

/** A handler about one office: a refusal that only means that the office does not exist becomes a 404. */
export const inOffice =
  <E extends EndpointDeclaration>(
    offices: OfficeDirectory,
    handler: (input: EndpointInput<E>, context: HandlerContext) => Promise<EndpointAnswer<E>>,
  ): Handler<E> =>
  async (input, context) => {
    try {
      return await handler(input, context);
    } catch (error) {
      const { officeId } = input.params as { officeId: string };
      throw await offices.explain(error, officeId);
    }
  };
