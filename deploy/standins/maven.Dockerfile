ARG JDK_IMAGE
FROM ${JDK_IMAGE}
COPY maven /usr/share/maven
COPY repository /root/.m2/repository
RUN ln -s /usr/share/maven/bin/mvn /usr/bin/mvn
