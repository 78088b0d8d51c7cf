ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY jdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH
