ARG BASE_IMAGE
FROM ${BASE_IMAGE}
RUN apt-get update -q && apt-get install -qy --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
# npm trusts whom the machine trusts.
COPY certificates.crt /etc/ssl/certs/machine.crt
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/machine.crt
