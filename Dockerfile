# Penstock in a container: docker build -t penstock . && docker run --rm penstock --help
# The classic builder is enough. The stages after the first are built anew only when what they copy has changed.

# The poms and the wrapper alone, so that a change of a source file leaves the dependencies in the cache.
FROM eclipse-temurin:25-jdk AS poms
COPY . /src
RUN find /src -mindepth 1 -name src -type d -prune -exec rm -rf {} +

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY --from=poms /src ./
# Packages empty modules, which fetches all that the full ones need. One type makes it fetch the compiler's plugins too.
RUN mkdir -p catalog/src/main/java/io/penstock \
    && echo 'package io.penstock; interface Nothing {}' >catalog/src/main/java/io/penstock/Nothing.java \
    && ./mvnw -q -B package -DskipTests -Dspotless.check.skip -pl standalone -am \
    && rm -rf catalog/src && find . -name target -type d -prune -exec rm -rf {} +
COPY . ./
RUN ./mvnw -q -B package -DskipTests -Dspotless.check.skip -pl standalone -am

FROM eclipse-temurin:25-jre
RUN groupadd --gid 10001 penstock \
    && useradd --uid 10001 --gid penstock --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin penstock \
    && install -d -o penstock -g penstock /var/lib/penstock/artifacts
# All containers need the same files there: mount a volume, which takes the owner over, or set up a bucket.
ENV PENSTOCK_ARTIFACTS_FOLDER=/var/lib/penstock/artifacts
# The launcher finds the jar where the build puts it, and no sources beside it, so it only runs it.
COPY penstock /opt/penstock/
COPY --from=build /src/standalone/target/penstock /opt/penstock/standalone/target/penstock
USER 10001:10001
WORKDIR /tmp
# The ports of api, worker and scheduler, unless --port says otherwise.
EXPOSE 8080 8081 8082
# The image has no curl. A container is one role, so one of the ports answers; with another --port, bring a check of your own.
HEALTHCHECK --interval=5s --timeout=4s --start-period=90s --retries=3 CMD ["bash", "-c", "\
    for port in 8080 8081 8082; do \
      exec 3<>/dev/tcp/127.0.0.1/$port || continue; \
      printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3; \
      read -r _ status _ <&3 && [ \"$status\" = 200 ] && exit 0; \
    done 2>/dev/null; exit 1"]
# The launcher execs java, so java is process 1 and gets the signal itself: it takes nothing more in, drains, and goes.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/penstock/penstock"]
CMD ["--help"]
