ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY anvil /usr/local/bin/anvil
USER 1000:1000
ENTRYPOINT ["/bin/sh", "-c"]
