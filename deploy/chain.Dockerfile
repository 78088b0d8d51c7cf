# For the evaluation profile: the chain's node, in the version that the development stack pins.
ARG NODE_IMAGE=node:22.20-trixie-slim
ARG BASE_IMAGE=debian:13.1-slim

FROM ${NODE_IMAGE} AS anvil
WORKDIR /src
COPY devstack/contracts/package.json devstack/contracts/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund && mv node_modules/@foundry-rs/anvil-*/bin/anvil /anvil

FROM ${BASE_IMAGE}
COPY --from=anvil /anvil /usr/local/bin/anvil
USER 1000:1000
ENTRYPOINT ["anvil"]
