ARG BASE_IMAGE
FROM ${BASE_IMAGE}
COPY jdk /opt/java/openjdk
COPY maven /usr/share/maven
COPY repository /root/.m2/repository
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/share/maven/bin:$PATH
RUN ln -s /usr/share/maven/bin/mvn /usr/bin/mvn
