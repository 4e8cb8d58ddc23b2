# The command line of Hullcheck. How to use it: docs/ci.md
FROM node:24.18.0-trixie-slim@sha256:ae91dcc111a68c9d2d81ff2a17bda61be126426176fde6fe7d08ab13b7f50573 AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY esbuild.mjs tsconfig.json ./
COPY scripts/es-modules.mjs scripts/es-modules.mjs
COPY server/src server/src
RUN node esbuild.mjs cli

FROM gcr.io/distroless/nodejs24-debian13:nonroot@sha256:af85d11ce7ef10172855a6e3649e3e8125b1b9e3ca41849ec2918036f05cb212
LABEL org.opencontainers.image.title="Hullcheck" \
      org.opencontainers.image.description="Finds security problems in Dockerfiles and Kubernetes manifests" \
      org.opencontainers.image.source="https://github.com/hullcheck/hullcheck" \
      org.opencontainers.image.documentation="https://github.com/hullcheck/hullcheck/blob/main/docs/ci.md" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /build/dist/ /hullcheck/
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["/nodejs/bin/node", "/hullcheck/cli.cjs"]
