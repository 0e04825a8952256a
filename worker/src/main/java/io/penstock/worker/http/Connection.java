package io.penstock.worker.http;

import io.penstock.worker.handler.JobArtifacts.Opened;
import java.io.IOException;
import java.util.Map;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** A connection for one request. */
final class Connection implements AutoCloseable {

    private final MinimalHttpClient client;
    private final RequestConfig config;

    Connection(MinimalHttpClient client, RequestConfig config) {
        this.client = client;
        this.config = config;
    }

    /** The response is read while this connection is open, and must not be closed itself: that would read its body to the end. */
    ClassicHttpResponse send(Hop hop, @Nullable Opened file) throws IOException {
        var context = HttpClientContext.create();
        context.setRequestConfig(config);
        return client.executeOpen(hop.target().host(), request(hop, file), context);
    }

    @Override
    public void close() {
        // A graceful end would wait for the other side's part in it under TLS.
        client.close(CloseMode.IMMEDIATE);
    }

    private static ClassicHttpRequest request(Hop hop, @Nullable Opened file) {
        var request = new BasicClassicHttpRequest(
                hop.method(), hop.target().host(), hop.target().path());
        request.setHeader("User-Agent", "Penstock");
        request.setHeader("Accept-Encoding", "gzip");
        hop.headers().forEach(request::setHeader);
        request.setHeader("Connection", "close");
        if (hop.body() != null) {
            request.setEntity(entity(hop, hop.body()));
        } else if (file != null) {
            request.setEntity(new InputStreamEntity(
                    file.content(),
                    file.bytes(),
                    givenType(hop) == null ? ContentType.parse(file.contentType()) : null));
        }
        return request;
    }

    private static HttpEntity entity(Hop hop, String body) {
        return new ByteArrayEntity(body.getBytes(TextType.charset(givenType(hop))), null);
    }

    private static @Nullable String givenType(Hop hop) {
        return hop.headers().entrySet().stream()
                .filter(header -> Hop.isContentType(header.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
