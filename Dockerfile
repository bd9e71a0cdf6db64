# The image of the daily run:
#
#   docker build --build-arg VERSION=v1.0.0 -t dailypapers .
#   docker run --rm --read-only -e OPENAI_API_KEY -v "$PWD:/site" --user "$(id -u):$(id -g)" dailypapers

# As go.mod says.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=""
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/dailypapers ./cmd/dailypapers \
 && mkdir -p /out/site /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
# The program carries its own time zones (time/tzdata).
COPY --from=build /out/dailypapers /usr/local/bin/dailypapers
# A named volume takes over the owner of the folder that it covers.
COPY --from=build --chown=65532:65532 /out/site /site
COPY --from=build --chown=65532:65532 /out/tmp /tmp
USER 65532:65532
# The configuration is config.yaml of the current folder, here the site's, if it has one.
WORKDIR /site
VOLUME /site
# Port 8080 of serve is of this container alone, unless serve.listen says otherwise.
# health asks serve, or looks whether another verb holds the site. What holds none, such
# as a dry run, has no health: docker run --no-healthcheck.
HEALTHCHECK --interval=1m --timeout=10s --start-period=1m --retries=3 CMD ["/usr/local/bin/dailypapers", "health"]
ENTRYPOINT ["/usr/local/bin/dailypapers"]
CMD ["run", "--site", "/site"]
