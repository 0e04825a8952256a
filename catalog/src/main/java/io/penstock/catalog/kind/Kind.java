package io.penstock.catalog.kind;

import io.penstock.catalog.artifact.References;
import io.penstock.catalog.json.BrokenText;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import java.io.InputStream;
import java.time.Duration;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A kind of job: what it takes, what it returns, and the defaults that jobs of this kind start from.
 *
 * @param version of the payload record; raised when a worker of the version before could not make sense of the payload
 * @param internal whether only Penstock itself submits such jobs
 */
public record Kind<P, R>(
        String name,
        String description,
        Lane lane,
        Class<P> payload,
        Class<R> result,
        RetryPolicy retry,
        Duration timeout,
        int version,
        boolean internal) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");

    public Kind {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A kind's name is lower-case words with dots between, not " + name);
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException(name + ": timeout must be positive, not " + timeout);
        }
        if (version < 1) {
            throw new IllegalArgumentException(name + ": version must be at least 1, not " + version);
        }
    }

    public Kind(
            String name,
            String description,
            Lane lane,
            Class<P> payload,
            Class<R> result,
            RetryPolicy retry,
            Duration timeout) {
        this(name, description, lane, payload, result, retry, timeout, 1, false);
    }

    public Kind<P, R> withVersion(int version) {
        return new Kind<>(name, description, lane, payload, result, retry, timeout, version, internal);
    }

    public Kind<P, R> forPenstockOnly() {
        return new Kind<>(name, description, lane, payload, result, retry, timeout, version, true);
    }

    public Read<P> read(JsonNode json) {
        return read(json, new References());
    }

    /** @param references are told of the artifacts that it refers to */
    public Read<P> read(JsonNode json, References references) {
        var broken = BrokenText.notStorable(json);
        return broken.isEmpty() ? Json.read(json, payload, references) : new Read.Invalid<>(broken);
    }

    /** Reads a payload that was validated when it was submitted. */
    public P readStored(String json) {
        return Json.readTrusted(json, payload);
    }

    public P readStored(InputStream json) {
        return Json.readTrusted(json, payload);
    }
}
