# syntax=docker/dockerfile:1
# The production image: the server and the command line tool. docs/deploying.md says how to build, pin and run it.
# `npm run image` runs the same instructions without Docker.

# The Node version of package-lock.json. To pin the digest as well: --build-arg NODE_IMAGE=node:24.21.0-trixie-slim@sha256:…
ARG NODE_IMAGE=node:24.21.0-trixie-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /opt/coinslot
COPY package.json package-lock.json .npmrc ./
COPY deploy/install-production.sh deploy/prune-googleapis.mjs deploy/
RUN --mount=type=cache,target=/root/.npm deploy/install-production.sh

FROM ${NODE_IMAGE} AS console
WORKDIR /opt/coinslot
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY deploy/build-console.sh deploy/build-console.mjs deploy/
COPY packages/sdk/package.json packages/sdk/
COPY packages/testing/package.json packages/testing/
COPY packages/store-emulator/package.json packages/store-emulator/
COPY packages/console packages/console
RUN --mount=type=cache,target=/root/.npm deploy/build-console.sh

FROM ${NODE_IMAGE} AS image
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Coinslot" \
      org.opencontainers.image.description="One typed GraphQL API for in-app purchases." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# Other containers reach the API and the metrics. Only the API is for the public.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    METRICS_HOST=0.0.0.0 \
    METRICS_PORT=9464 \
    PATH=/opt/coinslot/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /opt/coinslot
COPY --from=dependencies /opt/coinslot/node_modules node_modules
COPY package.json LICENSE ./
COPY deploy/healthcheck.mjs deploy/
COPY schema schema
COPY drizzle drizzle
COPY src src
COPY --from=console /opt/coinslot/packages/console/dist packages/console/dist

# The user `node` of the base image, as a number, so that Kubernetes can verify that it is not root. It owns no file here.
USER 1000:1000
EXPOSE 4000 9464
STOPSIGNAL SIGTERM
# The start includes migrations.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["node", "deploy/healthcheck.mjs"]
CMD ["node", "src/start.mjs"]
