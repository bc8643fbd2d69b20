# docs/containers.md says how to build and run it.
FROM python:3.13.14-slim-trixie AS base
# numba keeps what it compiles by processor, so `generic`: else a host that differs from the builder's would compile anew
ENV PATH=/opt/ringfence/bin:$PATH \
    RINGFENCE_CACHE=/var/cache/ringfence \
    NUMBA_CPU_NAME=generic

FROM base AS build
WORKDIR /src
COPY requirements-build.lock requirements.lock ./
RUN pip install --no-input --require-hashes -r requirements-build.lock && \
    python -m venv --without-pip /opt/ringfence && \
    pip --python /opt/ringfence/bin/python install --no-input --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY models ./models
COPY detectors ./detectors
COPY streams ./streams
RUN hatchling build -t wheel && \
    pip --python /opt/ringfence/bin/python install --no-input --no-deps --no-index dist/*.whl && \
    ringfence build

FROM base
COPY --from=build /opt/ringfence /opt/ringfence
# numba reads its cache only where it may write, so the folder belongs to the user
COPY --from=build --chown=10001:10001 /var/cache/ringfence /var/cache/ringfence
USER 10001:10001
ENTRYPOINT ["ringfence"]
CMD ["worker"]
