package io.penstock.guard;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.utils.URIUtils;
import org.apache.hc.core5.http.HttpHost;

/**
 * An http or https URL without user, password and fragment.
 *
 * @param host what is resolved, connected to and named in the Host header: taken from the URL once, so that no two parsers can differ
 */
public record Target(URI uri, HttpHost host) {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    public static Optional<Target> parse(String url) {
        try {
            return of(new URI(url));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    public Optional<Target> resolve(String location) {
        try {
            return of(URIUtils.resolve(uri, new URI(location)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public String path() {
        return uri.getRawPath() + query(uri);
    }

    public boolean sameOrigin(Target other) {
        return origin().equals(other.origin());
    }

    private HttpHost origin() {
        return RoutingSupport.normalize(host, DefaultSchemePortResolver.INSTANCE);
    }

    private static Optional<Target> of(URI uri) throws URISyntaxException {
        var host = URIUtils.extractHost(uri);
        if (host == null
                || !SCHEMES.contains(host.getSchemeName())
                || uri.getRawAuthority().contains("@")) {
            return Optional.empty();
        }
        return Optional.of(new Target(withPath(uri), host));
    }

    /** Without a path, java.net.URI would glue a relative redirect to the host's name. */
    private static URI withPath(URI uri) throws URISyntaxException {
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var text = uri.getScheme() + "://" + uri.getRawAuthority() + path + query(uri);
        return new URI(new URI(text).toASCIIString());
    }

    private static String query(URI uri) {
        return uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    }
}
