package io.penstock.worker.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.ContentType;
import org.jspecify.annotations.Nullable;

/** What a Content-Type says of text. */
final class TextType {

    private TextType() {}

    /** UTF-8 where it names no charset, or none that we can both read and write. */
    static Charset charset(@Nullable String contentType) {
        var charset = ContentType.getCharset(ContentType.parseLenient(contentType), StandardCharsets.UTF_8);
        return charset.canEncode() ? charset : StandardCharsets.UTF_8;
    }
}
