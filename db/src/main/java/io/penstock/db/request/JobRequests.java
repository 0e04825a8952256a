package io.penstock.db.request;

import io.penstock.catalog.artifact.References;
import io.penstock.catalog.artifact.References.Reference;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Kinds;
import io.penstock.catalog.kind.Routed;
import io.penstock.db.artifact.Artifact.State;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.aside.JsonText;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Weights;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Terms;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns what a client says of a job into a submission, or into everything that is wrong with it. */
public final class JobRequests {

    private static final Predicate<String> A_LIMIT = Pattern.compile(Limit.NAME).asMatchPredicate();

    private final Kinds kinds;
    private final Limits limits;
    private final Artifacts artifacts;
    private final TemplateCheck templates;
    private final InstantSource clock;

    public JobRequests(Kinds kinds, Limits limits, Artifacts artifacts, TemplateCheck templates, InstantSource clock) {
        this.kinds = kinds;
        this.limits = limits;
        this.artifacts = artifacts;
        this.templates = templates;
        this.clock = clock;
    }

    /** A payload that is longer than what is stored. */
    public static final class PayloadTooLong extends RuntimeException {
        PayloadTooLong() {
            super("A payload is too long", null, false, false);
        }
    }

    /** @throws PayloadTooLong if all is right with it but that */
    public Read<Submission> read(int tenant, JsonNode job) {
        return switch (Json.read(job, SubmitRequest.class)) {
            case Read.Invalid<SubmitRequest> invalid -> new Read.Invalid<>(invalid.violations());
            case Read.Valid<SubmitRequest> valid -> {
                var request = valid.value();
                var kind = kinds.find(request.kind());
                yield kind.isPresent()
                        ? read(tenant, request, kind.get())
                        : new Read.Invalid<>(List.of(new Violation("/kind", "is not a known kind; see /v1/kinds")));
            }
        };
    }

    /**
     * The same job with another payload. What it needs by its payload is as the new one says.
     *
     * @throws PayloadTooLong if all is right with it but that
     */
    public Read<Submission> edited(int tenant, String kind, JsonNode payload, Terms terms) {
        var json = Json.mapper().createObjectNode().put("kind", kind).set("payload", payload);
        return switch (read(tenant, json)) {
            case Read.Invalid<Submission> invalid -> invalid;
            case Read.Valid<Submission>(var submission) -> {
                var units = new HashMap<>(terms.units());
                units.putAll(submission.terms().units());
                var limits = terms.limits().stream().filter(name -> !name.startsWith(Limit.OF_A_ROUTE));
                yield new Read.Valid<>(submission.under(terms.units(units)
                        .limits(Stream.concat(limits, submission.terms().limits().stream())
                                .toList())));
            }
        };
    }

    private Read<Submission> read(int tenant, SubmitRequest request, Kind<?, ?> kind) {
        var broken = request.violations(kind, clock.instant());
        unknownLimits("/limits/", request.limits(), broken);
        unknownLimits(
                "/units/",
                request.units() == null ? null : List.copyOf(request.units().keySet()),
                broken);
        var references = new References();
        var payload = kind.read(request.payload(), references);
        var stored = stored(tenant, request, payload);
        if (stored instanceof Read.Invalid<?> invalid) {
            invalid.violations().forEach(violation -> broken.add(violation.under("/payload")));
        }
        if (payload instanceof Read.Valid<?>(Routed routed)) {
            check(request, routed, broken);
        }
        broken.addAll(missing(tenant, references.found()));
        if (!broken.isEmpty() || !(stored instanceof Read.Valid<JsonNode>(var toStore))) {
            return new Read.Invalid<>(broken);
        }
        var terms = request.terms(kind);
        return new Read.Valid<>(Submission.of(
                        tenant,
                        kind,
                        JsonText.write(toStore).orElseThrow(PayloadTooLong::new),
                        payload instanceof Read.Valid<?>(Routed routed) ? routed(request, terms, routed) : terms)
                .referringTo(references.found().stream().map(Reference::id).toList()));
    }

    /** The payload as it is stored, or what is wrong with it. */
    private Read<JsonNode> stored(int tenant, SubmitRequest request, Read<?> payload) {
        return switch (payload) {
            case Read.Valid<?> valid -> templates.bind(tenant, valid.value(), request.payload());
            case Read.Invalid<?> invalid -> new Read.Invalid<>(invalid.violations());
        };
    }

    /** The artifacts that cannot be used, where they are named. */
    private List<Violation> missing(int tenant, List<Reference> references) {
        if (references.isEmpty()) {
            return List.of();
        }
        var there = artifacts.states(
                tenant, references.stream().map(Reference::id).distinct().toList());
        return references.stream()
                .filter(reference -> there.get(reference.id()) != State.READY)
                .map(reference -> new Violation(
                        "/payload" + reference.pointer(),
                        there.containsKey(reference.id())
                                ? "is the id of an artifact whose upload is not complete"
                                : "is not the id of an artifact of yours"))
                .toList();
    }

    private void check(SubmitRequest request, Routed payload, List<Violation> broken) {
        var route = payload.route();
        if (route != null && !limits.mayTake(route)) {
            broken.add(new Violation("/payload/route", "is not the name of a route"));
        }
        if (request.forgetAfter() != null && payload.cache()) {
            broken.add(new Violation("/forget_after", "must not be given with payload.cache, which keeps the answer"));
        }
    }

    /** What the payload says of its way; what the client says of a limit by its name, or of the cost, counts first. */
    private Terms routed(SubmitRequest request, Terms terms, Routed payload) {
        var route = payload.route();
        var needs = limits.needs();
        var named = route == null ? Optional.<String>empty() : needs.route(route);
        var units = new HashMap<>(payload.estimate());
        if (request.cost() == null) {
            needs.cost(request.kind(), route, payload.estimate()).ifPresent(cost -> units.put(Weights.COST, cost));
        }
        units.putAll(terms.units());
        return terms.units(units)
                .limits(Stream.concat(terms.limits().stream(), named.stream()).toList());
    }

    private void unknownLimits(String pointer, @Nullable List<String> names, List<Violation> broken) {
        if (names != null && !names.isEmpty()) {
            for (var name : unknown(names)) {
                var at = pointer.equals("/limits/") ? String.valueOf(names.indexOf(name)) : Json.escaped(name);
                broken.add(new Violation(pointer + at, "is not the name of a limit; see /v1/limits"));
            }
        }
    }

    private List<String> unknown(List<String> names) {
        var possible = names.stream().filter(A_LIMIT).toList();
        var unknown = limits.unknown(possible);
        return names.stream()
                .filter(name -> !possible.contains(name) || unknown.contains(name))
                .toList();
    }
}
