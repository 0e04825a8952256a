package io.penstock.catalog;

import io.penstock.catalog.http.HttpRequest;
import io.penstock.catalog.kind.Kinds;
import io.penstock.catalog.probe.Probe;

/** Every kind there is. */
public final class Catalog {

    private Catalog() {}

    public static Kinds kinds() {
        return new Kinds(Probe.KIND, HttpRequest.KIND);
    }
}
