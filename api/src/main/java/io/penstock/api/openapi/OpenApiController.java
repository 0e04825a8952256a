package io.penstock.api.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** GET /openapi.json: the contract, written by hand; a test holds it and the routes to each other. */
@RestController
public final class OpenApiController {

    private final byte[] contract;

    public OpenApiController() {
        try {
            this.contract = new ClassPathResource("openapi.json").getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GetMapping(path = "/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    public byte[] contract() {
        return contract;
    }
}
