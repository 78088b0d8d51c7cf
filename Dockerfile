# One image per service: --build-arg SERVICE=gateway | facilitator | settlement-worker | signer-service.
# Every base is a build argument that also takes a digest: --build-arg BASE_IMAGE=debian:13.1-slim@sha256:...
ARG BUILD_IMAGE=maven:3.9.11-eclipse-temurin-25
ARG JDK_IMAGE=eclipse-temurin:25.0.1_8-jdk
ARG BASE_IMAGE=debian:13.1-slim

# All services at once and without SERVICE, so that their images share this stage.
FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
# MAVEN_ARGS_EXTRA: say -o where the build image brings its repository along and no Maven repository is reachable.
ARG MAVEN_ARGS_EXTRA=
RUN mvn -q -B -ntp ${MAVEN_ARGS_EXTRA} -Dmaven.test.skip=true -Dspotless.check.skip=true -Dquarkus.package.jar.type=aot-jar \
    -pl gateway,facilitator,settlement-worker,signer-service,demo,image -am \
    package org.cyclonedx:cyclonedx-maven-plugin:makeBom

FROM ${JDK_IMAGE} AS jdk
# What the services' jars use, and what the platform loads by name: jdk.crypto.*, jdk.net. Without java.desktop, of which only
# transactions' own window, images and OpenAPI's build-time scanner know; without the list entries of security providers that
# are in none of these modules, as each look-up of one searches every jar. strip takes the symbols that only debuggers read.
RUN jlink --add-modules java.base,java.compiler,java.instrument,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs \
    --strip-debug --no-header-files --no-man-pages --compress zip-9 --output /runtime \
  && { ! command -v strip >/dev/null || strip --strip-unneeded /runtime/lib/server/libjvm.so /runtime/lib/*.so; } \
  && awk '/^security\.provider\.[0-9]+=/ { sub(/^[^=]*=/, ""); if (/^(XMLDSig|SunPCSC|JdkSASL|SunPKCS11)/) next; $0 = "security.provider." ++n "=" $0 } { print }' \
       /runtime/conf/security/java.security >/tmp/java.security && cp /tmp/java.security /runtime/conf/security/java.security

# For the evaluation profile: demo secrets, the chain's contracts, an upstream and an agent. Never in production.
FROM ${JDK_IMAGE} AS evaluation
COPY --from=build /src/demo/target/demo.jar /app/demo.jar
COPY --from=build /src/demo/target/lib /app/lib
USER 10001:10001
WORKDIR /app
ENTRYPOINT ["java", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-jar", "/app/demo.jar"]

# The app with the JVM that will run it, at the places where it will lie: the AOT cache holds for no other.
FROM ${BASE_IMAGE} AS app
ARG SERVICE
RUN test -n "${SERVICE}" || { echo "--build-arg SERVICE is missing"; exit 1; }
COPY --from=jdk /runtime /opt/java
COPY --from=build /src/${SERVICE}/target/quarkus-app /app
COPY --from=build /src/${SERVICE}/target/sbom.cdx.json /app/sbom.cdx.json
COPY --from=build /src/image/target/image.jar /src/image/target/lib /lean/
# Not the signer's: its jars are measured as they were built.
RUN test "${SERVICE}" = signer-service || /opt/java/bin/java -cp '/lean/*' dev.quittance.image.LeanJars /app
COPY deploy/image/train.sh deploy/image/signer-service.classlist /train/
# The signer gets no AOT cache: what it runs must be measurable, and a cache is different each time. Its CDS archive follows from
# the runtime, the jars and a list of classes, byte by byte.
RUN sh /train/train.sh "${SERVICE}"

FROM ${BASE_IMAGE} AS service
ARG SERVICE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="quittance-${SERVICE}" \
      org.opencontainers.image.description="Quittance, a self-hosted x402 payment platform: ${SERVICE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      dev.quittance.sbom="/app/sbom.cdx.json"
# Sockets lie in the volume that grows from this folder, with its owner.
RUN mkdir -p -m 0750 /run/quittance && chown 10001:10001 /run/quittance
COPY --from=app /opt/java /opt/java
COPY --from=app /app /app
COPY deploy/image/health.sh /usr/local/bin/health
COPY deploy/image/start.sh /usr/local/bin/start
ENV PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SERVICE=${SERVICE}
WORKDIR /app
USER 10001:10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["bash", "/usr/local/bin/start"]
