# One image for each service:  docker build --build-arg SERVICE=booking --tag creneau/booking .
# Node comes from the build image; the base of the last stage needs a C library and the certificate authorities, no more.
ARG BUILD_IMAGE=node:24-bookworm-slim
ARG BASE_IMAGE=debian:bookworm-slim

# The packages, as long as package-lock.json stays as it is.
FROM ${BUILD_IMAGE} AS packages
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY proto/package.json proto/
COPY scripts/package.json scripts/
COPY web/package.json web/
COPY services/chassis/package.json services/chassis/
COPY services/gateway/package.json services/gateway/
COPY services/identity/package.json services/identity/
COPY services/office-config/package.json services/office-config/
COPY services/scheduling/package.json services/scheduling/
COPY services/booking/package.json services/booking/
COPY services/payment/package.json services/payment/
COPY services/notification/package.json services/notification/
RUN npm ci --ignore-scripts

# Everything compiled, once for all services; and Node alone, as it will lie in every image.
FROM packages AS build
COPY . .
RUN (cd proto && ../node_modules/.bin/buf generate) \
 && node_modules/.bin/tsc -b \
 && npm run build --workspace=web
RUN mkdir -p /node/usr/local/bin && cp /usr/local/bin/node /node/usr/local/bin/ \
 && find /node -exec touch --date=@0 {} +

# What one service runs on: its own production dependencies, those of the chassis and of the protos. None of the optional ones is
# used (keycloak-connect would bring a browser driver).
FROM build AS service
ARG SERVICE
RUN app=/service/app && parts="proto services/chassis services/${SERVICE}" && mkdir -p ${app} \
 && for part in . ${parts}; do cp --parents ${part}/package.json ${app}/; done \
 && cp package-lock.json .npmrc ${app}/ \
 && (cd ${app} \
   && npm ci --omit=dev --omit=optional --ignore-scripts --prefer-offline --workspace=services/${SERVICE} \
   && rm -r package-lock.json .npmrc node_modules/.package-lock.json node_modules/.bin) \
 && if [ ${SERVICE} = gateway ]; then parts="${parts} web"; fi \
 && for part in ${parts}; do for built in dist migrations events; do \
      if [ -d ${part}/${built} ]; then cp -a --parents ${part}/${built} ${app}/; fi; \
    done; done
# Given the time of the sources, the same sources give the same bytes. It may not be the same for all releases: browsers ask whether
# a file is newer than theirs.
ARG SOURCE_DATE_EPOCH
RUN find /service -exec touch --no-dereference --date=@${SOURCE_DATE_EPOCH:-$(date +%s)} {} +

FROM ${BASE_IMAGE}
ARG SERVICE
LABEL org.opencontainers.image.title="creneau-${SERVICE}" \
      org.opencontainers.image.licenses="Apache-2.0"
# Whole trees, so that the folders on the way keep their times too.
COPY --from=build /node/ /
COPY --from=service /service/ /
WORKDIR /app/services/${SERVICE}
ENV NODE_ENV=production
# A number, since Kubernetes cannot tell from a name that it is not root.
USER 10001:10001
# A quiet service gives memory back (chassis/src/lifecycle/give-back.ts).
CMD ["node", "--expose-gc", "--require", "@creneau/chassis/telemetry", "dist/main.js"]
