package io.penstock.source.git;

import io.penstock.guard.AddressNotAllowedException;
import io.penstock.guard.GuardedClients;
import io.penstock.guard.Target;
import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/** One request of JGit's. What does not speak git's smart protocol is refused here, before JGit tries anything else with it. */
final class GuardedConnection implements HttpConnection {

    private static final String ADVERTISEMENT = "application/x-git-upload-pack-advertisement";
    private static final String RESULT = "application/x-git-upload-pack-result";
    private static final int LONGEST_REQUEST = 1 << 20;

    /** How long the other side may stay silent: it may have to pack much before it says anything. */
    private static final RequestConfig PATIENT =
            RequestConfig.custom().setResponseTimeout(Timeout.ofMinutes(1)).build();

    private final URL url;
    private final Target target;
    private final GuardedClients clients;
    private final @Nullable String authorization;
    private final Exchange exchange;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String method = "GET";
    private @Nullable ClassicHttpResponse response;

    GuardedConnection(
            URL url, Target target, GuardedClients clients, @Nullable String authorization, Exchange exchange) {
        this.url = url;
        this.target = target;
        this.clients = clients;
        this.authorization = authorization;
        this.exchange = exchange;
    }

    @Override
    public int getResponseCode() throws IOException {
        return response().getCode();
    }

    private ClassicHttpResponse response() throws IOException {
        if (response == null) {
            response = send();
            check(response);
        }
        return response;
    }

    private ClassicHttpResponse send() throws IOException {
        var client = clients.fresh();
        exchange.begin(client);
        var request = new BasicClassicHttpRequest(method, target.host(), target.path());
        headers.forEach(request::setHeader);
        request.setHeader("User-Agent", "Penstock");
        request.setHeader("Connection", "close");
        if (authorization != null) {
            request.setHeader("Authorization", authorization);
        }
        if (body.size() > 0) {
            request.setEntity(new ByteArrayEntity(body.toByteArray(), null));
        }
        var context = HttpClientContext.create();
        context.setRequestConfig(PATIENT);
        try {
            return client.executeOpen(target.host(), request, context);
        } catch (IOException e) {
            throw unreached(e);
        }
    }

    /** An exception's own message may quote what was sent; its class does not. */
    private IOException unreached(IOException e) {
        var host = target.host().getHostName();
        return switch (e) {
            case AddressNotAllowedException inside ->
                refuse("forbidden", "%s is not at a public address. The operator can allow this host.".formatted(host));
            case UnknownHostException unknown -> refuse("unreachable", "No address of %s was found.".formatted(host));
            case SSLException tls ->
                refuse(
                        "unreachable",
                        "%s could not be reached over TLS: its certificate may not be trusted.".formatted(host));
            default ->
                refuse(
                        "unreachable",
                        "%s could not be reached: %s."
                                .formatted(host, e.getClass().getSimpleName()));
        };
    }

    private void check(ClassicHttpResponse answer) throws IOException {
        int status = answer.getCode();
        switch (status) {
            case 200 -> checkForm(answer);
            case 301, 302, 303, 307, 308 -> checkRedirect(answer);
            case 401, 403, 404, 410, 451 ->
                throw refuse(
                        "not_found",
                        authorization == null
                                ? "The repository is not there, or not public; a token can be set for the host."
                                : "The repository is not there, or the token that is set for the host does not open it.");
            default ->
                throw status == 429 || status >= 500
                        ? refuse(
                                "unreachable",
                                "%s answered with %d.".formatted(target.host().getHostName(), status))
                        : noRepository();
        }
    }

    private void checkForm(ClassicHttpResponse answer) throws IOException {
        var type = header(answer, "Content-Type");
        var encoding = header(answer, "Content-Encoding");
        if (!(method.equals("GET") ? ADVERTISEMENT : RESULT).equals(type)
                || (encoding != null && !encoding.equalsIgnoreCase("identity"))) {
            throw noRepository();
        }
    }

    private void checkRedirect(ClassicHttpResponse answer) throws IOException {
        var location = header(answer, "Location");
        if (location == null || !method.equals("GET")) {
            throw noRepository();
        }
        exchange.redirect();
        var next = target.resolve(location);
        if (next.isEmpty() || (isHttps(target) && !isHttps(next.get()))) {
            throw refuse("forbidden", "It redirects to where we do not go: from https to http, or to neither.");
        }
        if (!next.get().uri().getRawPath().endsWith("/info/refs")) {
            throw refuse(
                    "not_found", "The repository is not there, or not public: it redirects to what is no repository.");
        }
    }

    private static boolean isHttps(Target target) {
        return target.host().getSchemeName().equals("https");
    }

    private IOException noRepository() {
        return exchange.refuse(new SourceRefused(
                "not_a_repository",
                "/source/git",
                "There is no git repository at this address, or none that speaks the smart protocol."));
    }

    private IOException refuse(String what, String sentence) {
        return exchange.refuse(Origin.GIT.refused(what, sentence));
    }

    @Override
    public InputStream getInputStream() throws IOException {
        var entity = response().getEntity();
        return entity == null ? InputStream.nullInputStream() : new Counted(entity.getContent());
    }

    /** Closing the content would read it to its end, be it for ever. */
    private final class Counted extends FilterInputStream {

        Counted(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read;
            try {
                read = super.read(into, offset, length);
            } catch (IOException e) {
                throw refuse(
                        "unreachable",
                        "The connection to %s broke off."
                                .formatted(target.host().getHostName()));
            }
            if (read > 0) {
                exchange.count(read);
            }
            return read;
        }

        @Override
        public void close() {
            // left to the exchange
        }
    }

    @Override
    public void setRequestProperty(String key, String value) {
        // What is compressed once more could unpack to anything.
        if (!key.equalsIgnoreCase("Accept-Encoding")) {
            headers.put(key, value);
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (body.size() + length > LONGEST_REQUEST) {
                    throw new IOException("The request is too long");
                }
                body.write(bytes, offset, length);
            }
        };
    }

    @Override
    public URL getURL() {
        return url;
    }

    @Override
    public String getResponseMessage() throws IOException {
        return String.valueOf(getResponseCode());
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return response == null
                ? Map.of()
                : Arrays.stream(response.getHeaders())
                        .filter(header -> header.getValue() != null)
                        .collect(Collectors.groupingBy(
                                Header::getName, Collectors.mapping(NameValuePair::getValue, Collectors.toList())));
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return response == null
                ? List.of()
                : Stream.of(response.getHeaders(name))
                        .map(NameValuePair::getValue)
                        .filter(Objects::nonNull)
                        .toList();
    }

    @Override
    public @Nullable String getHeaderField(String name) {
        return response == null ? null : header(response, name);
    }

    private static @Nullable String header(ClassicHttpResponse answer, String name) {
        var header = answer.getFirstHeader(name);
        return header == null || header.getValue() == null
                ? null
                : header.getValue().strip();
    }

    @Override
    public @Nullable String getContentType() {
        return getHeaderField("Content-Type");
    }

    @Override
    public int getContentLength() {
        return -1;
    }

    @Override
    public void setRequestMethod(String method) {
        this.method = method;
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public void connect() throws IOException {
        response();
    }

    @Override
    public void setUseCaches(boolean usecaches) {
        // there are none
    }

    @Override
    public void setConnectTimeout(int timeout) {
        // the clients know theirs
    }

    @Override
    public void setReadTimeout(int timeout) {
        // the exchange ends in time
    }

    @Override
    public void setInstanceFollowRedirects(boolean followRedirects) {
        // JGit follows, with a new connection for each
    }

    @Override
    public void setDoOutput(boolean dooutput) {
        // told by the body
    }

    @Override
    public void setFixedLengthStreamingMode(int contentLength) {
        // the body is kept
    }

    @Override
    public void setChunkedStreamingMode(int chunklen) {
        // the body is kept
    }

    @Override
    public void configure(KeyManager @Nullable [] km, TrustManager @Nullable [] tm, @Nullable SecureRandom random) {
        throw new UnsupportedOperationException("Certificates are always checked");
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier hostnameverifier) {
        throw new UnsupportedOperationException("Names are always checked");
    }
}
