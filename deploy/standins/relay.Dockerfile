ARG BASE_IMAGE
FROM ${BASE_IMAGE}
RUN apt-get update -q && apt-get install -qy --no-install-recommends socat && rm -rf /var/lib/apt/lists/*
ENTRYPOINT ["socat"]
